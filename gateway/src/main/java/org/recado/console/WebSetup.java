package org.recado.console;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.recado.archive.disposition.Retentions;
import org.recado.archive.hold.Holds;
import org.recado.archive.retention.Schedules;
import org.springframework.context.MessageSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.support.ResourceBundleMessageSource;
import org.springframework.web.servlet.LocaleResolver;
import org.springframework.web.servlet.i18n.CookieLocaleResolver;

/**
 * Languages: the one chosen by the switch, else the browser's if there is a bundle, else English.
 */
@Configuration(proxyBeanMethods = false)
class WebSetup {

  static final List<Locale> LANGUAGES = List.of(Locale.ENGLISH, Locale.forLanguageTag("es"));

  @Bean
  Steps.Rules keepingRules(Schedules schedules, Retentions retentions, Holds holds) {
    return new Steps.Rules(schedules, retentions, holds);
  }

  @Bean
  MessageSource messageSource() {
    var source = new ResourceBundleMessageSource();
    source.setBasename("org.recado.console.texts");
    source.setDefaultEncoding("UTF-8");
    source.setFallbackToSystemLocale(false);
    source.setDefaultLocale(Locale.ENGLISH);
    // so that an apostrophe is written the same with and without arguments
    source.setAlwaysUseMessageFormat(true);
    return source;
  }

  @Bean
  LocaleResolver localeResolver() {
    var resolver = new CookieLocaleResolver("recado-language");
    resolver.setCookieMaxAge(Duration.ofDays(365));
    resolver.setCookieHttpOnly(true);
    resolver.setCookieSameSite("Strict");
    resolver.setDefaultLocaleFunction(
        request -> {
          var asked = request.getHeader("Accept-Language");
          return asked == null ? Locale.ENGLISH : preferred(asked);
        });
    return resolver;
  }

  /**
   * @param accepted the header of RFC 9110 section 12.5.4; what cannot be read counts as English
   */
  static Locale preferred(String accepted) {
    try {
      var match = Locale.lookup(Locale.LanguageRange.parse(accepted), LANGUAGES);
      return match == null ? Locale.ENGLISH : match;
    } catch (IllegalArgumentException e) {
      return Locale.ENGLISH;
    }
  }
}
