import "./lib/zodWithoutEval.ts";
import "./styles/index.css";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./app/App.tsx";
import { ConfigFailure } from "./config/ConfigFailure.tsx";
import { loadConfig } from "./config/loadConfig.ts";

const element = document.getElementById("root");
if (!element) throw new Error("index.html has no #root");
const root = createRoot(element);

try {
  const config = await loadConfig();
  root.render(
    <StrictMode>
      <App config={config} />
    </StrictMode>,
  );
} catch (error) {
  root.render(<ConfigFailure error={error instanceof Error ? error : new Error(String(error))} />);
}
