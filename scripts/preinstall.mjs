// Runs before the install, on whatever Node is there: plain JavaScript only.
// npm under Node < 22 silently leaves out native packages that the contracts' compiler needs, so an old Node must stop here.
const [major, minor] = process.versions.node.split(".").map(Number);
if (major < 22 || (major === 22 && minor < 18)) {
  console.error(
    `\nBlacktail needs Node 22.18 or newer to install; this is ${process.versions.node}. Install under Node 24 by:\n\n  npx -y -p node@24 -c "npm ci"\n`,
  );
  process.exit(1);
}
