// Draws `<div data-chart="id of a table">` from the table: a row for each point, a column for each series. A column whose
// heading has data-unit="个" is a line, any other are bars of yuan shown as 万元; cells say their number in data-value.
// What the chart shows stands in the table too, so that nobody needs the chart.

const COUNT = "个";
const WAN = 10_000;
const NARROW = 640; // pixels

function readTable(table) {
  const heads = [...table.tHead.rows[0].cells].slice(1);
  const rows = [...table.tBodies[0].rows];
  return {
    points: rows.map((row) => row.cells[0].textContent.slice(5)), // without the year
    series: heads.map((head, column) => {
      const counted = head.dataset.unit === COUNT;
      const values = rows.map((row) => Number(row.cells[column + 1].dataset.value) / (counted ? 1 : WAN));
      return { name: `${head.textContent.replace("（元）", "")}（${head.dataset.unit}）`, counted, values };
    }),
  };
}

async function draw(element) {
  const echarts = await import("echarts");
  const table = readTable(document.getElementById(element.dataset.chart));
  const chart = echarts.init(element, null, { renderer: "canvas" });
  const show = () => chart.setOption(option(table, element), { notMerge: true });
  show();
  new ResizeObserver(() => {
    chart.resize();
    show();
  }).observe(element);
  const dark = matchMedia("(prefers-color-scheme: dark)");
  dark.addEventListener("change", show);
  new MutationObserver(show).observe(document.documentElement, { attributeFilter: ["data-bs-theme", "data-elder"] });
}

// A token as the page shows it now: the canvas knows neither variables nor light-dark().
function colour(element, token) {
  const probe = document.createElement("span");
  probe.style.color = `var(${token})`;
  element.append(probe);
  const found = getComputedStyle(probe).color;
  probe.remove();
  return found;
}

function option(table, element) {
  const of = (token) => colour(element, token);
  const [ink, line, surface] = [of("--pz-ink-2"), of("--pz-line"), of("--pz-surface")];
  const text = { color: ink, fontFamily: getComputedStyle(element).fontFamily, fontSize: parseFloat(getComputedStyle(element).fontSize) };
  const narrow = element.clientWidth < NARROW;
  const axis = (name, position) => ({
    type: "value", name, position, minInterval: position === "left" ? 1 : 0,
    nameTextStyle: text, axisLabel: text, splitLine: { show: position === "left", lineStyle: { color: line } },
  });
  return {
    animation: false,
    color: [of("--pz-blue"), of("--pz-good"), of("--pz-warn"), of("--pz-ink-2")],
    textStyle: text,
    legend: { type: "plain", top: 0, textStyle: text, itemGap: narrow ? 8 : 20 },
    grid: { left: 8, right: 8, top: narrow ? 92 : 64, bottom: 4, containLabel: true },
    tooltip: {
      trigger: "axis", renderMode: "richText", confine: true, // as HTML it would bring styles of its own, which the policy refuses
      backgroundColor: surface, borderColor: line, textStyle: { ...text, color: of("--pz-ink") },
    },
    xAxis: { type: "category", data: table.points, axisLabel: { ...text, hideOverlap: true }, axisLine: { lineStyle: { color: line } } },
    yAxis: [axis(COUNT, "left"), axis("万元", "right")],
    series: table.series.map(({ name, counted, values }) => ({
      name, data: values,
      ...(counted ? { type: "line", yAxisIndex: 0, symbolSize: 5, lineStyle: { width: 2 } } : { type: "bar", yAxisIndex: 1, barMaxWidth: 12 }),
    })),
  };
}

for (const element of document.querySelectorAll("[data-chart]")) draw(element);
