package org.recado.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.recado.console.Bank.bank;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.AriaRole;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The console in a real browser, with its scripts, its styles and its content security policy. */
@ExtendWith(Bank.Open.class)
@SuppressWarnings("NullAway.Init") // JUnit sets the fields before each test
class ConsoleBrowserIT {

  private static Playwright playwright;
  private static Browser browser;

  private BrowserContext context;
  private Page page;
  private final List<String> complaints = new ArrayList<>();

  @BeforeAll
  static void open() {
    playwright =
        Playwright.create(
            new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
    browser =
        playwright
            .chromium()
            .launch(
                new BrowserType.LaunchOptions()
                    .setExecutablePath(Path.of("/usr/bin/chromium"))
                    .setArgs(List.of("--no-sandbox")));
  }

  @AfterAll
  static void close() {
    playwright.close();
  }

  @BeforeEach
  void newVisitor() {
    context = browser.newContext(new Browser.NewContextOptions().setLocale("en-GB"));
    page = context.newPage();
    // a blocked script or style is told on the console
    page.onConsoleMessage(
        message -> {
          if (message.type().equals("error") && message.text().contains("Content Security")) {
            complaints.add(message.text());
          }
        });
    page.onPageError(complaints::add);
  }

  @AfterEach
  void nothingWasBlocked() {
    context.close();
    Assertions.assertThat(complaints).isEmpty();
  }

  private void signIn(String login) {
    page.navigate(bank().url() + "/");
    page.getByLabel(Pattern.compile("Name or mail|Usuario")).fill(login);
    page.getByLabel(Pattern.compile("Password|Contraseña"))
        .fill(bank().lab.directory().account(login).password());
    page.keyboard().press("Enter");
    page.waitForURL(url -> !url.endsWith("/login"));
  }

  @Test
  void anOfficerSearchesOpensTheConversationAndSeesItsSteps() {
    signIn("carmen.vega");
    page.getByRole(AriaRole.SEARCHBOX).fill("prestamos");
    page.keyboard().press("Enter");
    assertThat(page.locator("mark")).hasText("préstamo");
    assertThat(page).hasURL(Pattern.compile("words=prestamos"));
    Assertions.assertThat(page.locator("article.hit").count()).isEqualTo(1);

    page.locator("article.hit").click();
    assertThat(page.getByRole(AriaRole.HEADING, new Page.GetByRoleOptions().setName("Ana Cliente")))
        .isVisible();
    assertThat(page.locator(".bubble-opened")).containsText("Su préstamo está aprobado");
    assertThat(page.locator(".turn-mo .bubble-text")).containsText("¿Mañana a las diez?");

    page.locator("#opened .steps-link").click();
    var steps = page.locator("#opened .steps");
    assertThat(steps).containsText("Mail received");
    assertThat(steps).containsText("Delivery receipt");
    steps.getByText("Details").first().click();
    assertThat(steps).containsText("covered by the checkpoint of size");
  }

  @Test
  void anOfficerPlacesAHoldFromAMessageAndLiftsItAgain() {
    signIn("carmen.vega");
    page.navigate(bank().url() + "/search?words=oficina");
    page.locator("article.hit").click();
    page.locator("#opened .steps-link").click();
    page.getByText("Place a hold over it").click();
    assertThat(page.getByLabel("Id of a message or mail")).not().hasValue("");
    page.getByText("Place the hold").click();
    assertThat(page.getByText("Say why")).isVisible();
    seen("hold-mistaken");
    page.getByLabel("Reason: the case").fill("Diligencias 12/2026");
    page.getByText("Place the hold").click();
    var hold = page.locator("section.panel").filter(having("Diligencias 12/2026"));
    assertThat(hold).containsText("covers 1 message");
    seen("holds");
    hold.getByLabel("Why it is lifted").fill("Sobreseimiento");
    hold.getByText("Lift", new Locator.GetByTextOptions().setExact(true)).click();
    assertThat(page.getByText("Diligencias 12/2026")).not().isVisible();
    page.navigate(bank().url() + "/disposition");
    assertThat(page.getByText("Propose what is due")).isVisible();
    seen("disposition");
  }

  @Test
  void anOfficerExportsWhatWasFoundAndSeesHowFarItIs() {
    signIn("carmen.vega");
    page.navigate(bank().url() + "/search?words=recordatorio");
    page.getByText("Export what was found").click();
    assertThat(page.locator("section.panel")).containsText("30 messages");
    page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Export")).click();
    assertThat(page.getByText("Say why")).isVisible();
    seen("export-mistaken");
    page.getByLabel("Reason: the case").fill("Requerimiento 7/2026");
    page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Export")).click();
    // the page is asked again by itself
    assertThat(page.getByText("Ready to download")).isVisible();
    seen("export-ready");
    var take = new Page.GetByRoleOptions().setName("Download").setExact(true);
    var zip = page.waitForDownload(() -> page.getByRole(AriaRole.BUTTON, take).click());
    Assertions.assertThat(zip.suggestedFilename()).endsWith("-0001-of-0001.zip");
    assertThat(page.getByText("Download again")).isVisible();
    seen("export-taken");
    page.setViewportSize(400, 800);
    for (String path : List.of(page.url(), bank().url() + "/exports/new?words=recordatorio")) {
      page.navigate(path);
      Assertions.assertThat(page.evaluate("document.documentElement.scrollWidth"))
          .as(path)
          .isEqualTo(400);
    }
    seen("export-phone");
    page.setViewportSize(1280, 800);
    page.navigate(bank().url() + "/exports");
    assertThat(page.getByText("Requerimiento 7/2026")).isVisible();
    var spanish = new Page.GetByRoleOptions().setName("ES").setExact(true);
    page.getByRole(AriaRole.BUTTON, spanish).click();
    assertThat(page.getByText("Descargada")).isVisible();
    seen("exports-es");
  }

  private static Locator.FilterOptions having(String text) {
    return new Locator.FilterOptions().setHasText(text);
  }

  /** For whoever wants to look at it. */
  private void seen(String name) {
    page.screenshot(
        new Page.ScreenshotOptions()
            .setPath(Path.of("target", "screenshots", name + ".png"))
            .setFullPage(true));
  }

  @Test
  void thePageGoesOnWithOlderMessagesInItsPlace() {
    signIn("inigo.arana");
    assertThat(page.locator("article.hit")).hasCount(25);
    page.getByText("Show older messages").click();
    assertThat(page.locator("article.hit")).hasCount(Bank.MANY);
    assertThat(page.getByText("No older messages")).isVisible();
  }

  @Test
  void theSwitchChangesTheLanguageAndKeepsThePage() {
    signIn("carmen.vega");
    page.navigate(bank().url() + "/search?words=oficina");
    page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("ES").setExact(true))
        .click();
    assertThat(page.locator(".status").first()).hasText("Entregado");
    assertThat(page).hasURL(Pattern.compile("words=oficina"));
    assertThat(page.locator("mark")).hasText("oficina");
  }

  @Test
  void hostileTextStaysText() {
    page.onDialog(dialog -> complaints.add("a script of a message ran"));
    signIn("carmen.vega");
    page.getByRole(AriaRole.SEARCHBOX).fill("comillas \"><script>alert(1)</script>");
    page.keyboard().press("Enter");
    page.navigate(bank().url() + "/search?words=comillas");
    assertThat(page.locator("article.hit")).containsText("<script>alert('hola')</script>");
    page.locator("article.hit").click();
    assertThat(page.locator(".bubble-opened")).containsText("<img src=x onerror=alert(1)>");
  }

  @Test
  void everythingIsReachedByTheKeyboardAndSignOutEndsIt() {
    signIn("marta.ruiz");
    page.keyboard().press("Tab");
    assertThat(page.getByText("Skip to the content")).isFocused();
    page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Sign out")).focus();
    page.keyboard().press("Enter");
    assertThat(page.getByText("You are signed out")).isVisible();
    page.navigate(bank().url() + "/search");
    assertThat(page).hasURL(Pattern.compile("/login$"));
  }

  @Test
  void nothingIsWiderThanAPhone() {
    page.setViewportSize(400, 800);
    signIn("carmen.vega");
    var id = page.locator(".hit-text a").first().getAttribute("href");
    var message = String.valueOf(id).replaceAll("#.*", "");
    for (String path :
        List.of("/search?words=aviso", message, message + "/transcript", message + "/steps")) {
      page.navigate(bank().url() + path);
      Assertions.assertThat(page.evaluate("document.documentElement.scrollWidth"))
          .as(path)
          .isEqualTo(400);
    }
  }

  @Test
  void withoutScriptsTheSamePagesWork() {
    context.close();
    context =
        browser.newContext(
            new Browser.NewContextOptions().setLocale("en-GB").setJavaScriptEnabled(false));
    page = context.newPage();
    signIn("carmen.vega");
    page.getByRole(AriaRole.SEARCHBOX).fill("oficina");
    page.keyboard().press("Enter");
    assertThat(page.locator("mark")).hasText("oficina");
    page.locator("article.hit a").click();
    page.locator("#opened .steps-link").click();
    assertThat(page.getByText("Mail received")).isVisible();

    page.navigate(bank().url() + "/exports/new?words=oficina");
    page.getByLabel("Reason: the case").fill("Sin guiones");
    page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Export")).click();
    while (page.getByText("Ready to download").count() == 0) {
      page.getByText("Refresh").click();
    }
    var take = new Page.GetByRoleOptions().setName("Download").setExact(true);
    var zip = page.waitForDownload(() -> page.getByRole(AriaRole.BUTTON, take).click());
    Assertions.assertThat(zip.failure()).isNull();
    page.getByText("Refresh").click();
    assertThat(page.getByText("Download again")).isVisible();
  }
}
