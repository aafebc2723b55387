// Uses the demo page as a person does, in a real browser, and prints one JSON line for each case: what it showed.
import { chromium } from "playwright-core";

const browser = await chromium.launch({ executablePath: process.env.BROWSER, args: ["--no-sandbox"] });
const page = await browser.newPage({ locale: "en-US" });
const problems = [];
page.on("pageerror", (error) => problems.push(String(error)));
page.on("console", (message) => message.type() === "error" && problems.push(message.text()));
page.setDefaultTimeout(20_000);

const print = (name, result) => console.log(JSON.stringify({ case: name, result }));
const state = (text) => page.waitForFunction((t) => document.getElementById("state").textContent === t, text);
const shown = (text) => page.waitForFunction((t) => document.getElementById("log").textContent.includes(t), text);
const log = () => page.textContent("#log");

async function connect(protocol) {
  await page.goto(process.env.PAGE);
  await page.fill("#key", process.env.KEY);
  await page.selectOption("#protocol", protocol);
  await page.click("#connect");
  await state("connected");
}

async function ask(model, text) {
  await page.fill("#model", model);
  await page.fill("#text", text);
  await page.click("#send");
}

for (const protocol of ["chat", "request"]) {
  await connect(protocol);
  await ask("slow", "Hello");
  await shown("first");
  const halfway = await log();
  await fetch(process.env.GO);
  await shown("second");
  await page.waitForFunction(() => document.getElementById("cancel").disabled);
  print(protocol, { halfway, whole: await log() });
  await ask("stall", "Wait");
  await page.waitForFunction(() => document.getElementById("log").textContent.split("first").length > 2);
  await page.click("#cancel");
  await page.waitForFunction(() => document.getElementById("cancel").disabled);
  print(protocol + "-cancel", { left: await (await fetch(process.env.LEFT)).text() });
}
await page.goto(process.env.PAGE);
await page.fill("#key", process.env.ODD_KEY);
await page.click("#connect");
await state("connected");
print("errors", { problems });
await page.goto(process.env.PAGE);
await page.fill("#key", "sk-wrong");
await page.click("#connect");
await shown("The connection was refused");
print("refused", { state: await page.textContent("#state") });
await browser.close();
