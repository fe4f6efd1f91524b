package org.recado.assembly;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.util.function.ToDoubleFunction;
import org.recado.archive.ArchiveSetup;
import org.recado.archive.record.Archive;
import org.recado.directory.Directory;
import org.recado.message.MessageIds;
import org.recado.numbering.Capacity;
import org.recado.numbering.HandOvers;
import org.recado.numbering.Heirs;
import org.recado.numbering.LeaseTerms;
import org.recado.numbering.Leases;
import org.recado.numbering.NumberingProperties;
import org.recado.numbering.Pools;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Who writes over which long number, and who follows whom. Nothing here starts by itself: see
 * {@link GatewayLifecycle}.
 */
@Configuration(proxyBeanMethods = false)
class NumberingSetup {

  @Bean
  Leases leases(
      JdbcTemplate jdbc,
      MessageIds ids,
      Clock clock,
      NumberingProperties properties,
      ArchiveSetup archive) {
    return new Leases(
        jdbc,
        ids,
        clock,
        new LeaseTerms(
            properties.leaseLife(),
            properties.quarantine(),
            conversation -> archive.holds().isHeld(conversation)));
  }

  @Bean
  Heirs heirs(JdbcTemplate jdbc, Directory directory, NumberingProperties properties) {
    return new Heirs(jdbc, directory, properties.teams());
  }

  @Bean
  Capacity capacity(
      JdbcTemplate jdbc, Clock clock, NumberingProperties properties, MeterRegistry meters) {
    var capacity = new Capacity(jdbc, clock, properties.leaseLife(), properties.quarantine());
    properties.pools().forEach(pool -> gauges(capacity, pool.name(), meters));
    return capacity;
  }

  private static void gauges(Capacity capacity, String pool, MeterRegistry meters) {
    gauge("recado.numbering.numbers", capacity, pool, Capacity.Pool::numbers, meters);
    gauge("recado.numbering.live", capacity, pool, Capacity.Pool::live, meters);
    gauge("recado.numbering.quarantined", capacity, pool, Capacity.Pool::quarantined, meters);
    gauge(
        "recado.numbering.clients.at.limit", capacity, pool, Capacity.Pool::clientsAtLimit, meters);
  }

  private static void gauge(
      String name,
      Capacity capacity,
      String pool,
      ToDoubleFunction<Capacity.Pool> value,
      MeterRegistry meters) {
    Gauge.builder(
            name,
            capacity,
            all -> all.find(pool).map(found -> value.applyAsDouble(found)).orElse(0.0))
        .tag("pool", pool)
        .register(meters);
  }

  @Bean
  Pools pools(NumberingProperties properties) {
    return new Pools(properties);
  }

  @Bean
  HandOvers handOvers(JdbcTemplate jdbc, Archive archive, Clock clock) {
    return new HandOvers(jdbc, archive, clock);
  }
}
