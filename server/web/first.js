// Before anything is painted: the look that was chosen, and whether the address leads elsewhere.
const { dataset } = document.documentElement;
const look = localStorage.getItem("trivium-theme");
if (look === "light" || look === "dark") dataset.theme = look;
if (location.hash.length > 2) dataset.elsewhere = "";

// The field is painted, and can be typed into, before the script begins its work.
const begin = () => import("./app.js");
if (document.hidden) begin();
else requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(begin)));
