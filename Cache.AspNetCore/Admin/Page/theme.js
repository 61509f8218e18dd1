// not a module: it runs before the first paint, so that a page that was set to dark never flashes white
const remembered = "cache-admin-theme";

function readTheme() {
  try {
    return localStorage.getItem(remembered) ?? "system";
  } catch {
    // storage may be forbidden: the system's own choice counts then
    return "system";
  }
}

function useTheme(theme) {
  document.documentElement.dataset.theme = theme;
  try {
    localStorage.setItem(remembered, theme);
  } catch {
    // as above: the choice lasts as long as the page
  }
}

document.documentElement.dataset.theme = readTheme();

document.addEventListener("DOMContentLoaded", () => {
  const select = document.getElementById("theme");
  select.value = document.documentElement.dataset.theme;
  select.addEventListener("change", () => useTheme(select.value));
});
