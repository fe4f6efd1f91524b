package org.recado.lab.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.recado.lab.bank.LabPostgres;

/**
 * What two processes have taken of the processors. Other load on the machine moves it far less than
 * it moves a rate.
 *
 * @param gateway the packaged gateway
 * @param postgres the lab's PostgreSQL with those of its sessions that still last
 */
record CpuTime(Duration gateway, Duration postgres) {

  static CpuTime of(GatewayProcess gateway, LabPostgres postgres) throws IOException {
    // its first line is the number of the process that the sessions are children of
    var pidFile = Path.of(postgres.show("data_directory"), "postmaster.pid");
    long postmaster = Long.parseLong(Files.readAllLines(pidFile).get(0).strip());
    return new CpuTime(
        sum(ProcessHandle.of(gateway.pid()).stream()),
        sum(ProcessHandle.of(postmaster).stream().flatMap(ProcessHandle::children)));
  }

  CpuTime minus(CpuTime before) {
    return new CpuTime(gateway.minus(before.gateway), postgres.minus(before.postgres));
  }

  private static Duration sum(Stream<ProcessHandle> processes) {
    return processes
        .flatMap(process -> process.info().totalCpuDuration().stream())
        .reduce(Duration.ZERO, Duration::plus);
  }
}
