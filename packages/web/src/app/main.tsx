import "../lib/nonce.ts";
import "./base.css";
import "./shell.css";
import "../ui/ui.css";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { startLanguages } from "../lib/language.ts";
import { Root } from "./Root.tsx";

await startLanguages();
const place = document.getElementById("root");
if (place) {
  createRoot(place).render(
    <StrictMode>
      <Root />
    </StrictMode>,
  );
}
