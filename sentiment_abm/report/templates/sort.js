// Tables can be sorted by any column: up, down, and as they were. Without scripts they are read as they stand.
for (const table of document.querySelectorAll("table")) {
  const heads = [...(table.tHead?.rows[0].cells ?? [])], rows = [...table.tBodies[0].rows];
  if (rows.length < 4 || rows.some(row => row.cells.length !== heads.length)) continue;
  heads.forEach((head, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener("click", () => {
      const next = { ascending: "descending", descending: null }, before = head.getAttribute("aria-sort");
      const order = before ? next[before] : "ascending";
      heads.forEach(each => each.removeAttribute("aria-sort"));
      if (order) head.setAttribute("aria-sort", order);
      table.tBodies[0].append(...(order ? sorted(rows, column, order) : rows));
    });
  });
}

function sorted(rows, column, order) {
  const said = new Map(rows.map(row => [row, words(row.cells[column])]));
  const areNumbers = [...said.values()].every(text => !text || (/^(day )?\[?[-+]?\d/.test(text) && !/^\d{4}-\d\d-\d\d/.test(text)));
  const compare = areNumbers ? (a, b) => number(a) - number(b) : (a, b) => a.localeCompare(b, "en", { numeric: true });
  const sign = order === "ascending" ? 1 : -1;
  // What is not known comes last in both orders.
  return rows.toSorted((a, b) => !said.get(a) - !said.get(b) || sign * compare(said.get(a), said.get(b)) || 0);
}

function words(cell) {
  const text = cell.textContent.trim().replaceAll("\u2212", "-").replace(/(\d),(?=\d{3})/g, "$1");
  return /^[\u2013\u2014-](?![\d.])/.test(text) ? "" : text;  // a dash stands for what is not known
}

function number(text) {
  return parseFloat(text.replace(/^(day )?\[?/, ""));
}
