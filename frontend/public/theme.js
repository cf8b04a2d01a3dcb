// Runs before the first paint, so that the page never flashes in the wrong theme.
(() => {
  let stored = null;
  try {
    stored = localStorage.getItem("blacktail.theme");
  } catch {
    // Storage may be forbidden; the system's preference decides then.
  }
  const light = stored ? stored === "light" : matchMedia("(prefers-color-scheme: light)").matches;
  document.documentElement.dataset.theme = light ? "light" : "dark";
})();
