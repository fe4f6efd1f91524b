package org.recado.assembly;

import io.micrometer.core.instrument.MeterRegistry;
import java.security.SecureRandom;
import java.time.Clock;
import org.recado.archive.record.Archive;
import org.recado.commit.NodeName;
import org.recado.directory.Directory;
import org.recado.mailout.Reports;
import org.recado.numbering.Claimants;
import org.recado.numbering.Heirs;
import org.recado.numbering.Leases;
import org.recado.numbering.Pools;
import org.recado.outbound.Books;
import org.recado.outbound.ConnectionStates;
import org.recado.outbound.Outbound;
import org.recado.outbound.OutboundProperties;
import org.recado.outbound.Overseer;
import org.recado.outbound.Routes;
import org.recado.outbound.SharedPace;
import org.recado.outbound.SmsQueue;
import org.recado.outbound.SmsStates;
import org.recado.outbound.WaitingTexts;
import org.recado.outbound.Ways;
import org.recado.policy.PolicyProperties;
import org.recado.receipt.OrphanReceipts;
import org.recado.smpp.DeliverSm;
import org.recado.smpp.JsmppConnections;
import org.recado.smpp.Octets;
import org.recado.smpp.SmppProperties;
import org.recado.smpp.SmscListener;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The queue of texts and the connections it leaves by. Nothing here starts by itself: see {@link
 * GatewayLifecycle}.
 */
@Configuration(proxyBeanMethods = false)
class OutboundSetup {

  @Bean
  Routes routes(OutboundProperties properties) {
    return new Routes(properties.routes());
  }

  @Bean
  ConnectionStates connectionStates(JdbcTemplate jdbc, Clock clock) {
    return new ConnectionStates(jdbc, clock);
  }

  @Bean
  Ways ways(JsmppConnections smpp, Routes routes, JdbcTemplate jdbc) {
    return new Ways(smpp, routes, new SharedPace(jdbc));
  }

  @Bean
  Books books(
      SmsQueue queue,
      SmsStates states,
      Archive archive,
      TransactionTemplate transactions,
      Clock clock) {
    return new Books(queue, states, archive, transactions, clock);
  }

  @Bean(destroyMethod = "")
  Overseer overseer(
      NodeName node,
      Ways ways,
      ConnectionStates states,
      Books books,
      OutboundProperties properties,
      ConnectionReload reload,
      Outbound outbound) {
    return new Overseer(
        node.value(), ways, states, books, properties, reload::reload, outbound::wake);
  }

  @Bean
  BacklogGauges backlogGauges(
      SmsQueue queue, JdbcTemplate jdbc, Clock clock, MeterRegistry meters) {
    return new BacklogGauges(queue, new OrphanReceipts(jdbc), clock, meters);
  }

  @Bean
  ConnectionReload connectionReload(JsmppConnections smpp, Outbound outbound, Routes routes) {
    return new ConnectionReload(smpp, outbound, routes);
  }

  @Bean
  SmsQueue smsQueue(JdbcTemplate jdbc, Clock clock, Routes routes) {
    return new SmsQueue(jdbc, clock, routes);
  }

  @Bean
  SmsStates smsStates(JdbcTemplate jdbc, Reports reports, Heirs heirs) {
    return new SmsStates(jdbc, reports, heirs);
  }

  @Bean(destroyMethod = "")
  JsmppConnections smppConnections(
      SmppProperties properties,
      ObjectProvider<SmscListener> listener,
      SecureRandom random,
      MeterRegistry meters) {
    // the listener needs the queue, which needs the connections: it is looked up when the first PDU
    // comes
    return new JsmppConnections(
        properties,
        new SmscListener() {
          @Override
          public void deliverSm(String connection, DeliverSm pdu) {
            listener.getObject().deliverSm(connection, pdu);
          }

          @Override
          public void unreadable(String connection, Octets pdu, String reason) {
            listener.getObject().unreadable(connection, pdu, reason);
          }
        },
        random,
        meters);
  }

  @Bean
  WaitingTexts waitingTexts(
      SmsQueue queue,
      Leases leases,
      Directory directory,
      Heirs heirs,
      Pools pools,
      Archive archive,
      Clock clock) {
    return new WaitingTexts(queue, leases, new Claimants(directory, heirs, pools), archive, clock);
  }

  @Bean(destroyMethod = "")
  Outbound outbound(
      NodeName node,
      Ways ways,
      Books books,
      WaitingTexts waiting,
      OutboundProperties properties,
      PolicyProperties policy) {
    return new Outbound(node.value(), ways, books, waiting, properties, policy);
  }
}
