package org.recado.smtp;

import java.util.concurrent.atomic.AtomicInteger;
import org.subethamail.smtp.server.Session;
import org.subethamail.smtp.server.SessionHandler;

/** Lets sessions in, up to a number that both ports share. */
final class Doorkeeper implements SessionHandler {

  private final int most;
  private final AtomicInteger open;
  private final UnderWay underWay;

  Doorkeeper(int most, AtomicInteger open, UnderWay underWay) {
    this.most = most;
    this.open = open;
    this.underWay = underWay;
  }

  @Override
  public SessionAcceptance accept(Session session) {
    if (underWay.isEnding()) {
      return SessionAcceptance.failure(421, "4.3.2 The gateway is stopping; come again");
    }
    if (open.incrementAndGet() > most) {
      open.decrementAndGet();
      return SessionAcceptance.failure(421, "4.3.2 Too many sessions; come again later");
    }
    session.setTlsStarted(LineSocket.of(session).insideTls());
    return SessionAcceptance.success();
  }

  @Override
  public void onSessionEnd(Session session) {
    open.decrementAndGet();
  }
}
