package org.recado.assembly;

import java.security.SecureRandom;
import java.time.Clock;
import java.util.HexFormat;
import org.recado.commit.NodeName;
import org.recado.message.MessageIds;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/** What everything else is given: clock, randomness, ids, transactions. */
@Configuration(proxyBeanMethods = false)
class CoreSetup {

  @Bean
  Clock clock() {
    return Clock.systemUTC();
  }

  @Bean
  SecureRandom secureRandom() {
    return new SecureRandom();
  }

  @Bean
  MessageIds messageIds(Clock clock, SecureRandom random) {
    return new MessageIds(clock, random);
  }

  @Bean
  TransactionTemplate transactions(PlatformTransactionManager manager) {
    var template = new TransactionTemplate(manager);
    template.setIsolationLevel(TransactionDefinition.ISOLATION_READ_COMMITTED);
    return template;
  }

  @Bean
  NodeName nodeName(SecureRandom random) {
    byte[] name = new byte[6];
    random.nextBytes(name);
    return new NodeName(HexFormat.of().formatHex(name));
  }
}
