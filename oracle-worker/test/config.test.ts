import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { inspect } from "node:util";
import { BlacktailError } from "@blacktail/sdk";
import { helpText } from "../src/config/help.ts";
import { type Environment, parseConfig } from "../src/config/parse.ts";
import { SETTING_NAMES } from "../src/config/settings.ts";

const folder = mkdtempSync(join(tmpdir(), "config-"));
after(() => rmSync(folder, { recursive: true, force: true }));

const PROVIDER = "0x15d34AAf54267DB7D7c367839AAf71A00a2C6A65";
const KEY = `0x${"ab".repeat(32)}`;
const good = { BLACKTAIL_PROVIDER: PROVIDER, BLACKTAIL_OPERATOR_KEY: KEY };

function fails(environment: Environment, ...patterns: RegExp[]): void {
  assert.throws(
    () => parseConfig(environment),
    (error) => {
      assert.ok(error instanceof BlacktailError);
      assert.equal(error.code, "WORKER_CONFIG");
      for (const pattern of patterns) assert.match(error.message, pattern);
      assert.ok(!error.message.includes(KEY.slice(2)), "the key must never be shown");
      return true;
    },
  );
}

test("provider and key suffice; the key stays inside the account", () => {
  const config = parseConfig(good);
  assert.equal(config.MAX_FEE_GWEI, 500n * 10n ** 9n, "no fee is without a bound");
  assert.equal(config.PROVIDER, PROVIDER.toLowerCase());
  assert.equal(config.CONCURRENCY, 1);
  assert.equal(config.PUBLIC_SERVICE, false);
  assert.equal(config.MAX_STAKE_LOCK, 1_000n * 10n ** 18n, "no job may put all of the stake at risk unasked");
  assert.match(config.operator.address, /^0x/);
  assert.ok(
    !JSON.stringify(config, (_, value: unknown) => (typeof value === "bigint" ? `${value}` : value)).includes("abab"),
  );
});

test("the attestation key is read from its file or variable, hidden from jobs, and shown nowhere", () => {
  assert.equal(parseConfig(good).attester, undefined);
  const path = join(folder, "attestation-key");
  const second = "cd".repeat(32);
  writeFileSync(path, `0x${second}\n`);
  const config = parseConfig({ ...good, BLACKTAIL_ATTESTATION_KEY_FILE: path });
  assert.equal(config.attester?.address, parseConfig({ ...good, BLACKTAIL_ATTESTATION_KEY: second }).attester?.address);
  assert.ok(config.hidden.includes(path));
  assert.ok(!inspect(config, { depth: 9 }).includes(second));
  fails({ ...good, BLACKTAIL_ATTESTATION_KEY: `${second}0` }, /ATTESTATION_KEY holds no private key \(value hidden\)/);
});

test("values are parsed: amounts, fees, lists, maps", () => {
  const token = `0x${"cd".repeat(20)}`;
  const config = parseConfig({
    ...good,
    BLACKTAIL_MIN_PRICE_ETH: "0.5",
    BLACKTAIL_MAX_FEE_GWEI: "80.5",
    BLACKTAIL_STORAGE_GATEWAYS: "http://a/, http://b",
    BLACKTAIL_MIN_PRICES: JSON.stringify({ [token]: "12" }),
    BLACKTAIL_PUBLIC_SERVICE: "yes",
    BLACKTAIL_CONCURRENCY: "",
  });
  assert.equal(config.MIN_PRICE_ETH, 5n * 10n ** 17n);
  assert.equal(config.MAX_FEE_GWEI, 80_500_000_000n);
  assert.deepEqual(config.STORAGE_GATEWAYS, ["http://a", "http://b"]);
  assert.equal(config.MIN_PRICES.get(BigInt(token)), 12n);
  assert.equal(config.PUBLIC_SERVICE, true);
});

test("each missing or wrong variable is named with its value and the fix", () => {
  fails({}, /BLACKTAIL_PROVIDER is missing: give 0x and 40/);
  fails({ BLACKTAIL_PROVIDER: PROVIDER }, /BLACKTAIL_OPERATOR_KEY_FILE is missing: give the path/);
  fails(
    {
      ...good,
      BLACKTAIL_POLL_MS: "5",
      BLACKTAIL_SANDBOX: "docker",
      BLACKTAIL_DEVICES: "tpu",
      BLACKTAIL_MAX_FEE_GWEI: "-1",
    },
    /BLACKTAIL_POLL_MS is "5", which is below 50: give 50 to 600000/,
    /BLACKTAIL_SANDBOX is "docker", which is no sandbox: give auto, bwrap/,
    /BLACKTAIL_DEVICES is "tpu", which is no device: give auto, cpu, webgpu or cuda/,
    /BLACKTAIL_MAX_FEE_GWEI is "-1", which is not a decimal amount/,
  );
  fails({ ...good, BLACKTAIL_MIN_PRICES: "{" }, /BLACKTAIL_MIN_PRICES is "\{", which is not a JSON object/);
  fails(
    { ...good, BLACKTAIL_STORAGE_API: "ftp://me:pw@host" },
    /BLACKTAIL_STORAGE_API is "ftp:\/\/host", which is not an http/,
  );
});

test("a wrong key is refused without showing it", () => {
  fails({ ...good, BLACKTAIL_OPERATOR_KEY: KEY.slice(0, -2) }, /value hidden/);
  fails({ ...good, BLACKTAIL_OPERATOR_KEY_FILE: join(folder, "none") }, /operator key file .*none cannot be read/);
});

test("tokens for storage and pinning are read from files or variables, and shown nowhere", () => {
  const path = join(folder, "token");
  writeFileSync(path, "file-token-0123456789\n");
  const pinning = { BLACKTAIL_PINNING_URL: "https://pins.example/", BLACKTAIL_PINNING_TOKEN: "pin-token-0123456789" };
  const config = parseConfig({
    ...good,
    ...pinning,
    BLACKTAIL_STORAGE_TOKEN: "inline",
    BLACKTAIL_STORAGE_TOKEN_FILE: path,
  });
  assert.deepEqual(config.storageOptions(), {
    api: "http://127.0.0.1:8501",
    headers: { authorization: "Bearer file-token-0123456789" },
    pinning: { url: "https://pins.example", token: "pin-token-0123456789" },
  });
  assert.ok(config.hidden.includes(path), "no job's process may see the file");
  assert.doesNotMatch(inspect(config, { depth: null }), /0123456789|inline/);
  assert.deepEqual(parseConfig(good).storageOptions(), { api: "http://127.0.0.1:8501" });
});

test("a token that is none, or a pinning service without one, is refused without showing it", () => {
  const hides = (environment: Environment, pattern: RegExp): void =>
    assert.throws(
      () => parseConfig({ ...good, ...environment }),
      (error) => error instanceof BlacktailError && pattern.test(error.message) && !error.message.includes("sesame"),
    );
  const path = join(folder, "two-lines");
  writeFileSync(path, "open\nsesame");
  hides({ BLACKTAIL_STORAGE_TOKEN: "open sesame" }, /BLACKTAIL_STORAGE_TOKEN is \(hidden\), which is no token/);
  hides({ BLACKTAIL_STORAGE_TOKEN_FILE: path }, /BLACKTAIL_STORAGE_TOKEN_FILE \(.*two-lines\) holds no token/);
  hides({ BLACKTAIL_PINNING_URL: "http://a" }, /BLACKTAIL_PINNING_TOKEN_FILE is missing, while BLACKTAIL_PINNING_URL/);
  hides({ BLACKTAIL_PINNING_TOKEN: "sesame" }, /BLACKTAIL_PINNING_URL is missing, while BLACKTAIL_PINNING_TOKEN/);
});

test("a key file wins over the inline key", () => {
  const path = join(folder, "key");
  writeFileSync(path, `${"11".repeat(32)}\n`);
  const fromFile = parseConfig({ ...good, BLACKTAIL_OPERATOR_KEY_FILE: path });
  assert.notEqual(fromFile.operator.address, parseConfig(good).operator.address);
});

test("a settings file gives values, the environment wins, unknown names are refused", () => {
  const path = join(folder, "settings.json");
  writeFileSync(path, JSON.stringify({ BLACKTAIL_CONCURRENCY: 3, POLL_MS: 200, MIN_PRICES: {} }));
  const config = parseConfig({ ...good, BLACKTAIL_CONFIG: path, BLACKTAIL_POLL_MS: "300" });
  assert.equal(config.CONCURRENCY, 3);
  assert.equal(config.POLL_MS, 300);
  writeFileSync(path, JSON.stringify({ BLACKTAIL_CONCURENCY: 3 }));
  fails({ ...good, BLACKTAIL_CONFIG: path }, /BLACKTAIL_CONCURENCY in .* is no setting/);
  writeFileSync(path, "[]");
  fails({ ...good, BLACKTAIL_CONFIG: path }, /holds no JSON object/);
  fails({ ...good, BLACKTAIL_CONFIG: join(folder, "absent.json") }, /absent\.json cannot be read/);
});

test("help names every variable and the exit codes", () => {
  const help = helpText();
  for (const name of SETTING_NAMES) assert.match(help, new RegExp(`^  BLACKTAIL_${name} `, "m"));
  assert.match(help, /BLACKTAIL_MAX_STAKE_LOCK +most \$BLACK that one job may lock, and so lose \[1000\]/);
  assert.match(help, /\[http:\/\/127\.0\.0\.1:8501\]/);
  assert.match(help, /75 try again · 78 wrong/);
});
