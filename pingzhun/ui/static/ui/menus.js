// Menus under a summary, the sidebar and the site's navigation on a phone, and which groups of the sidebar are closed.
import { remember } from "./preferences.js";

function closeMenus(except) {
  for (const menu of document.querySelectorAll("details[data-menu][open]")) {
    if (menu !== except) menu.open = false;
  }
}

function showSidebar(open) {
  const toggle = document.querySelector('[data-sidebar="toggle"]');
  if (!toggle) return;
  document.body.toggleAttribute("data-sidebar-open", open);
  toggle.setAttribute("aria-expanded", String(open));
  if (open) document.querySelector("#sidebar a")?.focus();
  else if (document.activeElement?.closest("#sidebar")) toggle.focus();
}

function rememberGroups() {
  const closed = [...document.querySelectorAll("[data-menu-group]:not([open])")].map((group) => group.dataset.menuGroup);
  remember("menu_closed", closed.join("|"));
}

export function startMenus() {
  document.addEventListener("click", (event) => {
    closeMenus(event.target.closest("details[data-menu]"));

    const sidebar = event.target.closest("[data-sidebar]");
    if (sidebar) showSidebar(sidebar.dataset.sidebar === "toggle" && !("sidebarOpen" in document.body.dataset));

    const toggle = event.target.closest("[data-toggle]");
    if (toggle) {
      const open = document.getElementById(toggle.dataset.toggle).toggleAttribute("data-open");
      toggle.setAttribute("aria-expanded", String(open));
    }
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const menu = document.activeElement?.closest("details[data-menu][open]");
    closeMenus();
    menu?.querySelector("summary").focus();
    if ("sidebarOpen" in document.body.dataset) showSidebar(false);
  });
  document.addEventListener("focusout", (event) => {
    const menu = event.target.closest("details[data-menu][open]");
    if (menu && event.relatedTarget && !menu.contains(event.relatedTarget)) menu.open = false;
  });
  for (const group of document.querySelectorAll("[data-menu-group] > summary")) {
    group.addEventListener("click", () => setTimeout(rememberGroups));
  }
  document.querySelector("#sidebar [aria-current]")?.scrollIntoView({ block: "nearest" });
}
