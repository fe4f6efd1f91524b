package org.recado.status;

import java.time.Clock;
import java.time.Duration;
import org.recado.commit.Loop;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionTemplate;

/** What the look-ups work with, and what gives changes their places while nobody asks. */
@Configuration(proxyBeanMethods = false)
class StatusSetup {

  @Bean
  Changes changes(
      JdbcTemplate jdbc,
      TransactionTemplate transactions,
      Clock clock,
      StatusProperties properties) {
    return new Changes(jdbc, transactions, clock, properties.changesKept());
  }

  @Bean
  Texts statusTexts(JdbcTemplate jdbc, Clock clock) {
    return new Texts(jdbc, clock);
  }

  @Bean
  Care statusCare(Changes changes) {
    return new Care(changes);
  }

  /** Begins and ends with the process. */
  static final class Care implements SmartLifecycle {

    private final Loop arranging;
    private final Loop forgetting;
    private volatile boolean running;

    Care(Changes changes) {
      this.arranging = new Loop("state-changes", Duration.ofSeconds(1), changes::arrange);
      this.forgetting =
          new Loop(
              "state-changes-kept",
              Duration.ofMinutes(1),
              () -> {
                changes.forget();
                return false;
              });
    }

    @Override
    public void start() {
      arranging.start();
      forgetting.start();
      running = true;
    }

    @Override
    public void stop() {
      running = false;
      forgetting.close();
      arranging.close();
    }

    @Override
    public boolean isRunning() {
      return running;
    }
  }
}
