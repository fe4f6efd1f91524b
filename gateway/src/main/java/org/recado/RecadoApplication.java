package org.recado;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** Starts the gateway, or one of its commands when the first argument names one. */
@SpringBootApplication
public class RecadoApplication {

  public static void main(String[] args) {
    SpringApplication.run(RecadoApplication.class, args);
  }
}
