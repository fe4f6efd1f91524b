package org.recado;

import org.recado.assembly.Commands;
import org.recado.assembly.SettingsCheck;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;

/** Starts the gateway, or one of its commands when the first argument names one. */
@SpringBootApplication
@ConfigurationPropertiesScan
public class RecadoApplication {

  public static void main(String[] args) {
    if (args.length > 0 && Commands.isCommand(args[0])) {
      System.exit(Commands.run(args));
    }
    application().run(args);
  }

  /**
   * The gateway as it is started in production, in the demo and in tests: with its configuration
   * checked first.
   */
  public static SpringApplication application() {
    var application = new SpringApplication(RecadoApplication.class);
    application.addInitializers(new SettingsCheck());
    return application;
  }
}
