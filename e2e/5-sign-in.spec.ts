/** The ways in, on a fresh instance with everything as shipped: two factors, step-up, a lost phone, single sign-on. */
import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { type Browser, expect, type Page, test } from "@playwright/test";
import { type IdentityProvider, startIdentityProvider } from "../packages/server/test/identity-provider.ts";
import { takePicture } from "./pictures.ts";
import { freePort, Product } from "./product.ts";
import { takeSeat } from "./seats.ts";
import { enrolTotp, typeCode } from "./second-factor.ts";
import { openPage, PASSWORD, registerOrganisation, said, settled, signOut } from "./steps.ts";

const ADMIN = { name: "陈思远", email: "chensiyuan@dsj.example", key: "陈思远 · 云州市大数据管理局" };

const inside = (page: Page) => expect(page.getByRole("navigation", { name: "主导航" })).toBeVisible();

test.describe
  .serial("signing in", () => {
    const data = mkdtempSync(path.join(os.tmpdir(), "yunjian-e2e-sign-in-"));
    let product: Product;
    let provider: IdentityProvider;
    let page: Page;
    let browser: Browser;
    let codes: string[] = [];

    test.beforeAll(async ({ browser: given }) => {
      browser = given;
      const port = await freePort();
      provider = await startIdentityProvider(`http://localhost:${port}/sign-in/sso`, {
        sub: "chensiyuan",
        email: ADMIN.email,
        emailVerified: true,
        name: ADMIN.name,
        acr: "urn:yunzhou:two-factor",
      });
      product = await new Product({
        data,
        port,
        outgoingHosts: `http://localhost:${provider.port}`,
      }).start();
      page = (await takeSeat(browser, product.url)).page;
    });
    test.afterAll(async () => {
      await product.stop();
      await provider.close();
      rmSync(data, { recursive: true, force: true });
    });

    async function signInByPassword(at: Page): Promise<void> {
      await at.goto("/sign-in");
      await at.getByLabel("账号（邮箱）").fill(ADMIN.email);
      await at.getByLabel("口令", { exact: true }).fill(PASSWORD);
      await at.getByRole("button", { name: "登录", exact: true }).click();
    }

    test("the first administrator sets up a second factor before anything else", async () => {
      await page.goto(product.setUpLink);
      await page.getByLabel("单位全称").fill("云州市大数据管理局");
      await page.getByLabel("单位简称").fill("市大数据局");
      await page.getByLabel("所属地区").fill("云州市");
      await page.getByLabel("姓名").fill(ADMIN.name);
      await page.getByLabel("邮箱（登录账号）").fill(ADMIN.email);
      await page.getByLabel("口令", { exact: true }).fill(PASSWORD);
      await page.getByLabel("再次输入新口令").fill(PASSWORD);
      await page.getByRole("button", { name: "完成设置并登录" }).click();
      await expect(page.getByRole("heading", { name: "绑定第二因素" })).toBeVisible();
      await takePicture(page, "sign-in-enrol");
      await page.getByRole("button", { name: /^动态口令/ }).click();
      await expect(page.getByText("无法扫码时")).toBeVisible();
      await takePicture(page, "sign-in-totp");
      await page.getByRole("button", { name: "返回" }).click();
      codes = await enrolTotp(page, ADMIN.key);
      await inside(page);
    });

    test("a code opens the second step, and the same code does not open it again", async () => {
      await signOut(page);
      await signInByPassword(page);
      await expect(page.getByRole("heading", { name: "验证身份" })).toBeVisible();
      await takePicture(page, "sign-in-second-step");
      await page.getByLabel("动态口令", { exact: true }).fill("000000");
      await page.getByRole("button", { name: /(^| )验证$/ }).click();
      await expect(page.getByText("验证未通过")).toBeVisible();
      await typeCode(page, ADMIN.key);
      await inside(page);
    });

    test("a passkey is added, and opens the second step by itself", async () => {
      const cdp = await page.context().newCDPSession(page);
      await cdp.send("WebAuthn.enable");
      await cdp.send("WebAuthn.addVirtualAuthenticator", {
        options: {
          protocol: "ctap2",
          transport: "internal",
          hasResidentKey: true,
          hasUserVerification: true,
          isUserVerified: true,
          automaticPresenceSimulation: true,
        },
      });
      await page.goto("/account");
      await settled(page);
      await page.getByRole("button", { name: "绑定第二因素" }).click();
      await page.getByRole("button", { name: /^通行密钥/ }).click();
      await expect(page.getByRole("table", { name: "第二因素" }).getByText("通行密钥").first()).toBeVisible();
      await expect(page.getByRole("dialog")).toBeHidden();
      await takePicture(page, "account-security");
      await signOut(page);
      await signInByPassword(page);
      await page.getByRole("button", { name: "使用通行密钥验证" }).click();
      await inside(page);
    });

    test("a step that matters asks again, and goes on by itself", async () => {
      // A quarter of an hour passes in no browser test: the first answer is what the server says then
      // (packages/server/test/second-factor.test.ts); what the client makes of it is real.
      const refusal = {
        type: "urn:yunjian:error:confirmation-needed",
        name: "confirmation-needed",
        status: 403,
        title: "此操作需要再次验证身份。",
        requestId: "e2e",
      };
      await page.route(
        "**/api/organisations",
        (route) =>
          route.fulfill({
            status: 403,
            contentType: "application/problem+json",
            body: JSON.stringify(refusal),
          }),
        { times: 1 },
      );
      const registered = registerOrganisation(page, {
        name: "云州电信云计算有限公司",
        shortName: "电信云",
        roles: ["云服务商"],
      });
      const dialog = page.getByRole("dialog", { name: "再次验证身份" });
      await expect(dialog).toBeVisible();
      await takePicture(page, "confirm");
      await dialog.getByRole("button", { name: "使用通行密钥验证" }).click();
      await expect(dialog).toBeHidden();
      await registered;
    });

    test("without the phone a recovery code opens, once", async () => {
      await signOut(page);
      await signInByPassword(page);
      await page.getByRole("button", { name: "改用恢复码" }).click();
      await page.getByLabel("恢复码", { exact: true }).fill(codes[0] ?? "");
      await page.getByRole("button", { name: /(^| )验证$/ }).click();
      await inside(page);
      await page.goto("/account");
      await settled(page);
      await expect(page.getByText("剩余 9 个")).toBeVisible();
    });

    test("single sign-on is set up and opens without password and second factor", async () => {
      await openPage(page, "单位");
      await page.getByRole("link", { name: "云州市大数据管理局" }).first().click();
      await settled(page);
      await page.getByRole("link", { name: "统一身份认证" }).click();
      await settled(page);
      await page.getByLabel("认证服务地址（issuer）").fill(provider.issuer);
      await page.getByLabel("客户端标识").fill(provider.clientId);
      await page.getByLabel("客户端密钥").fill(provider.clientSecret);
      await page.getByLabel("单位代码").fill("dsj");
      await page.getByLabel("视为第二因素的 acr 值").fill("urn:yunzhou:two-factor");
      await page.keyboard.press("Enter");
      await page.getByLabel("启用").click();
      await takePicture(page, "sso-settings");
      await page.getByRole("button", { name: "保存" }).click();
      await said(page, "统一身份认证配置已保存");

      const visitor = (await takeSeat(browser, product.url)).page;
      await visitor.goto("/sign-in");
      await visitor.getByRole("button", { name: "统一身份认证" }).click();
      await visitor.getByLabel("单位代码").fill("dsj");
      await takePicture(visitor, "sign-in-sso");
      await visitor.getByRole("button", { name: "前往认证" }).click();
      await inside(visitor);
      await expect(visitor.getByRole("button", { name: `账号 ${ADMIN.name}` })).toBeVisible();
      await visitor.context().close();
    });
  });
