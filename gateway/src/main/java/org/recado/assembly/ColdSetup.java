package org.recado.assembly;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.recado.archive.ArchiveSetup;
import org.recado.archive.cold.ClosedMonths;
import org.recado.archive.cold.ColdAccess;
import org.recado.archive.cold.ColdRound;
import org.recado.intake.Intake;
import org.recado.message.MessageIds;
import org.recado.watch.Duty;
import org.recado.watch.MailsFirst;
import org.recado.watch.MonthSealing;
import org.recado.watch.StoreLocks;
import org.recado.watch.UnsealedMonths;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;

/** What an object store makes necessary, if there is one. */
@Configuration(proxyBeanMethods = false)
class ColdSetup {

  private static final Logger log = LoggerFactory.getLogger(ColdSetup.class);

  private static final Duration DAY = Duration.ofDays(1);
  private static final Duration HOUR = Duration.ofHours(1);

  /** Opened when it is first asked for; empty if there is none. */
  record Store(Optional<ColdAccess> access) {}

  /**
   * @param sealing what may take hours
   * @param pace ends it
   */
  record Cold(List<Duty> duties, List<Duty> sealing, MailsFirst pace) {}

  @Bean
  Store archiveStore(ArchiveProperties properties) {
    return new Store(properties.cold().access());
  }

  @Bean
  MailsFirst sealingPace(ArchiveProperties properties, Intake intake) {
    return new MailsFirst(intake::isCrowded, properties.cold().sealPause());
  }

  @Bean
  Cold cold(
      ArchiveProperties properties,
      Store store,
      DataSource dataSource,
      JdbcTemplate jdbc,
      ArchiveSetup archive,
      MailsFirst pace,
      MessageIds ids,
      Clock clock,
      MeterRegistry meters) {
    if (store.access().isEmpty()) {
      return new Cold(List.of(), List.of(), pace);
    }
    var round = new ColdRound(dataSource, store.access().get(), archive.archive(), ids, clock);
    var unsealed = new UnsealedMonths(new ClosedMonths(jdbc), clock);
    Gauge.builder("recado.archive.unsealed", unsealed, UnsealedMonths::seconds)
        .baseUnit("seconds")
        .register(meters);
    var duties =
        List.of(
            Duty.ofOneNode("cold-locks", HOUR, new StoreLocks(round)),
            Duty.ofEachNode("unsealed-months", HOUR, unsealed));
    if (!properties.cold().seal() || !maySeal(jdbc)) {
      return new Cold(duties, List.of(), pace);
    }
    var sealing = new MonthSealing(round, Path.of(properties.signingKeyFile()), pace);
    FunctionCounter.builder("recado.archive.sealed.records", sealing, MonthSealing::records)
        .register(meters);
    return new Cold(duties, List.of(Duty.ofOneNode("seal", DAY, sealing)), pace);
  }

  private static boolean maySeal(JdbcTemplate jdbc) {
    boolean may = DatabaseRole.mayTake(jdbc, "recado_disposition");
    if (!may) {
      log.warn(
          "this gateway seals no months, for its database user may not take the role"
              + " recado_disposition: run archive seal as one that may, or set"
              + " recado.archive.cold.seal to false");
    }
    return may;
  }
}
