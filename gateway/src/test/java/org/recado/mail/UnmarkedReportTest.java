package org.recado.mail;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UnmarkedReportTest {

  private final MailReader reader = new MailReader();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "admin@bank.example|Undeliverable: Cita|Your message did not reach x@bank.example: 550 5.1.1 User unknown",
        "noreply@isp.example|Correo devuelto|No se ha podido entregar su mensaje a x@bank.example: buzón lleno",
        "system@isp.example|Unzustellbar: Termin|Die Nachricht an x@bank.example konnte nicht zugestellt werden",
        "mta@isp.example|failure notice|I wasn't able to deliver your message to x@bank.example (#5.1.1)",
        "ana@bank.example|Leído: Cita|Su mensaje a Ana fue leído el martes, 3 de marzo de 2026",
        "ana@bank.example|Read: Cita|Your message was read on Tuesday",
        "ana@bank.example|Gelesen: Termin|Ihre Nachricht wurde am Dienstag, 3. März 2026 gelesen",
        "ana@bank.example|No leído: Cita|Su mensaje a Luis se eliminó sin leerse el martes",
        "ana@bank.example|Delivery Status Notification (Failure)|Your message wasn't delivered to x@bank.example",
        "ana@bank.example|Unzustellbar: Termin|Fehler bei der Nachrichtenzustellung an x@bank.example",
        "luis@bank.example|Não é possível entregar: Reunião|Falha na entrega a estes destinatários: x@bank.example",
        "luis@bank.example|Onbestelbaar: Afspraak|Bezorging mislukt bij deze ontvangers: x@bank.example",
        "luis@bank.example|Niedostarczalne: Wizyta|Dostarczanie do x@bank.example nie powiodło się",
        "luis@bank.example|Kan inte levereras: Möte|Det gick inte att leverera till x@bank.example",
        "luis@bank.example|Kan ikke leveres: Møde|Levering til disse modtagere mislykkedes: x@bank.example",
        "luis@bank.example|Nedoručitelné: Schůzka|Doručení příjemci x@bank.example se nezdařilo",
        "luis@bank.example|Недоставлено: Встреча|Не удалось выполнить доставку: x@bank.example",
        "postmaster@isp.example|Buzón lleno|El buzón de x@bank.example está lleno y no puede aceptar mensajes",
        "x@bank.example|Please confirm your mail|Your message is being held. Click https://held.example/1",
        "ana@bank.example|Autosvar: Möte|Jag är bortrest",
        "ana@bank.example|[Auto-Reply] Cita|Vuelvo el lunes"
      })
  void aReportWithoutItsMarksIsKnownByWhatItSays(String from, String subject, String body) {
    assertThat(read(from, subject, body)).isInstanceOf(Reading.Automatic.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "luis@bank.example|Devolución|No se ha podido entregar su tarjeta; pase por la oficina",
        "luis@bank.example|No se ha podido entregar su tarjeta|Llame al 910000000",
        "luis@bank.example|Vacaciones|Estoy fuera hasta el lunes; le atiende Eva",
        "luis@bank.example|Entregado: su pedido|Su tarjeta ha sido entregada",
        "noreply@bank.example|Recordatorio|Su recibo vence el 5 de marzo",
        "luis@bank.example|Read: your proposal|Your message was read at the meeting and approved",
        "luis@bank.example|Undeliverable parcel|Your parcel could not be delivered; please call us",
        "luis@bank.example|Please confirm|Please confirm your visit: https://bank.example/visit",
        "postmaster@bank.example|Aviso|Mañana no hay servicio",
        "luis@bank.example|Lu: votre carte|Votre carte est là"
      })
  void aPersonOrAnApplicationThatSpeaksOfSuchThingsIsHeard(
      String from, String subject, String body) {
    assertThat(read(from, subject, body)).isInstanceOf(Reading.Sms.class);
  }

  private Reading read(String from, String subject, String body) {
    return reader.read(
        "From: %s\r\nSubject: %s\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n%s\r\n"
            .formatted(from, subject, body)
            .getBytes(StandardCharsets.UTF_8));
  }
}
