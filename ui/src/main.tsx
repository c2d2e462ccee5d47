// SPDX-License-Identifier: Apache-2.0
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { Root } from "./Root";
import "./style/base.css";
import "./style/shell.css";
import "./style/graph.css";
import "./style/panel.css";
import "./style/policies.css";
import "./style/editor.css";
import "./style/login.css";

createRoot(document.getElementById("root")!).render(
  <StrictMode>
    <Root />
  </StrictMode>,
);
