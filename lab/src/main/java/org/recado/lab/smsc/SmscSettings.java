package org.recado.lab.smsc;

import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/**
 * How the simulated SMSC is set up.
 *
 * @param host the address it listens on
 * @param port 0 for any free one
 * @param accounts {@code system_id} to password, at most 15 and 8 characters (SMPP 3.4 section 4.1)
 * @param receiptDelay from the answer to the receipt, where a number's behaviour says nothing else
 * @param retryAfter how long a {@code deliver_sm} that was refused is kept before the next attempt
 * @param answerTimeout after which an unanswered {@code deliver_sm} is sent again
 * @param window how many {@code deliver_sm} may be unanswered on a link
 * @param receiptForm what its receipts look like
 * @param tls the context of a listener inside TLS; empty for plain text
 * @param clock tells the times in submissions, chats and receipts
 */
public record SmscSettings(
    String host,
    int port,
    Map<String, String> accounts,
    Duration receiptDelay,
    Duration retryAfter,
    Duration answerTimeout,
    int window,
    ReceiptForm receiptForm,
    Optional<SSLContext> tls,
    Clock clock) {

  public static final String SYSTEM_ID = "recado";
  public static final String PASSWORD = "demo-lab";

  /** Any free port on loopback, one account, quick receipts: what tests want. */
  public static SmscSettings defaults() {
    return new SmscSettings(
        "127.0.0.1",
        0,
        Map.of(SYSTEM_ID, PASSWORD),
        Duration.ofMillis(20),
        Duration.ofMillis(200),
        Duration.ofSeconds(10),
        100,
        ReceiptForm.PLAIN,
        Optional.empty(),
        Clock.systemUTC());
  }

  public SmscSettings withHost(String value) {
    return new SmscSettings(
        value,
        port,
        accounts,
        receiptDelay,
        retryAfter,
        answerTimeout,
        window,
        receiptForm,
        tls,
        clock);
  }

  public SmscSettings withPort(int value) {
    return new SmscSettings(
        host,
        value,
        accounts,
        receiptDelay,
        retryAfter,
        answerTimeout,
        window,
        receiptForm,
        tls,
        clock);
  }

  public SmscSettings withAccounts(Map<String, String> value) {
    return new SmscSettings(
        host,
        port,
        value,
        receiptDelay,
        retryAfter,
        answerTimeout,
        window,
        receiptForm,
        tls,
        clock);
  }

  public SmscSettings withReceiptDelay(Duration value) {
    return new SmscSettings(
        host, port, accounts, value, retryAfter, answerTimeout, window, receiptForm, tls, clock);
  }

  public SmscSettings withRetryAfter(Duration value) {
    return new SmscSettings(
        host, port, accounts, receiptDelay, value, answerTimeout, window, receiptForm, tls, clock);
  }

  public SmscSettings withAnswerTimeout(Duration value) {
    return new SmscSettings(
        host, port, accounts, receiptDelay, retryAfter, value, window, receiptForm, tls, clock);
  }

  public SmscSettings withWindow(int value) {
    return new SmscSettings(
        host,
        port,
        accounts,
        receiptDelay,
        retryAfter,
        answerTimeout,
        value,
        receiptForm,
        tls,
        clock);
  }

  public SmscSettings withReceiptForm(ReceiptForm value) {
    return new SmscSettings(
        host, port, accounts, receiptDelay, retryAfter, answerTimeout, window, value, tls, clock);
  }

  public SmscSettings withTls(SSLContext value) {
    return new SmscSettings(
        host,
        port,
        accounts,
        receiptDelay,
        retryAfter,
        answerTimeout,
        window,
        receiptForm,
        Optional.of(value),
        clock);
  }
}
