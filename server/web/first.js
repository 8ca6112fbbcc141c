// Before anything is painted: the look that was chosen, and whether the address leads elsewhere.
const { dataset } = document.documentElement;
const look = localStorage.getItem("trivium-theme");
if (look === "light" || look === "dark") dataset.theme = look;
if (location.hash.length > 2) dataset.elsewhere = "";
