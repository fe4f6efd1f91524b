package org.recado.mail;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** People speak of holidays, bounces and telephone numbers too: what they write is sent, whole. */
class HumanWordsTest {

  private final MailReader reader = new MailReader();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Cita|Estoy de vacaciones hasta el lunes, le llamo el martes.",
        "RE: Cita|Estoy de vacaciones hasta el lunes; si es urgente, llame a Eva al 910000001.",
        "RE: Cita|Gracias por su mensaje. Estoy fuera de la oficina esta mañana, regresaré a las cuatro y le llamo.",
        "RE: su consulta|Hola Ana: actualmente estoy de baja, pero ya he pedido su tarjeta. Si es urgente, contacte con Eva.",
        "Vacaciones|Le recuerdo que estaré ausente en agosto; su gestor será Pedro.",
        "Vacaciones: cierre de la oficina|La oficina cierra del 1 al 15 de agosto. Feliz verano.",
        "Ausencia: confirmar cita|Mañana estoy ausente; ¿le viene bien el jueves a las diez?",
        "Vacaciones: le llamo a la vuelta|Estoy de vacaciones hasta el lunes, le llamo el martes.",
        "RE: Termin|Danke für Ihre Nachricht. Ich bin gerade im Urlaub, melde mich aber am Montag wegen Ihrer Karte.",
        "Termin|Ich bin bis Freitag im Urlaub; in dringenden Fällen rufen Sie bitte Frau Weber an.",
        "AW: Konto|Danke für Ihre Geduld! Ich bin heute nicht im Büro, aber morgen um 9 Uhr für Sie da.",
        "Urlaub: Vertretung|Nächste Woche bin ich im Urlaub, Herr Maier vertritt mich. Ihr Termin bleibt.",
        "RE: Rendez-vous|Merci pour votre message. Je suis en déplacement à Lyon demain, je vous rappelle à mon retour vendredi.",
        "Rendez-vous|Je serai absent lundi, on se voit mardi à 10 h ?",
        "RE: carte|Je suis en congé jusqu'à jeudi mais votre carte est prête, passez quand vous voulez.",
        "Congés|Je suis en vacances la semaine prochaine. Bon été !",
        "RE: Appointment|I am on leave until Monday but your card is ready; please contact Eve if you cannot wait.",
        "RE: Meeting|Thanks for your message! I'm away on Thursday, could we do Friday at 10?",
        "RE: Loan|I will be out of the office tomorrow morning, so call me after two. Urgent papers first, please.",
        "Holiday|I'm on holiday next week, so let us sign this week.",
        "On leave|I am on leave next week. Shall we meet on the 12th?",
        "RE: Consulta|Obrigado pela sua mensagem. Estou de férias até segunda, mas o cartão segue hoje.",
        "SV: kort|Tack för ditt mejl! Jag är på semester men ringer i morgon om ditt kort.",
        "ODP: karta|Dziękuję za wiadomość. Jestem na urlopie, jutro zadzwoni do pani Piotr w pilnych sprawach.",
        "AW: Konto|Danke für Ihre Mail. Ich bin heute nicht erreichbar, wenden Sie sich an Frau Weber.",
        "Férias|Estarei ausente até dia 10; o seu cartão já está no balcão.",
        "RE: Marcação|Estou fora hoje; pode ser amanhã às 11?",
        "RE: appuntamento|Grazie per la sua mail. Sono in ferie fino a lunedì, ma la sua pratica è stata approvata ieri.",
        "Ferie|Sono in ferie dal 3 al 10, ci sentiamo dopo.",
        "R: carta|Sono assente oggi, domani la chiamo io alle 9.",
        "Chiusura|Siamo in ferie fino al 20; per urgenze chiami lo 02 1234567.",
        "RE: pago|No se pudo entregar su tarjeta porque no había nadie en casa. ¿Pasa usted por la oficina?",
        "Tarjeta devuelta|Correos nos ha devuelto su tarjeta. Llámeme, por favor.",
        "Returned mail from your address|Our letter came back. Which address shall we use?",
        "Unknown user of your card|Somebody tried your card today at 10:20; please call us.",
        "Error de entrega de su tarjeta|El mensajero no le encontró; mañana vuelve.",
        "Automatische Zahlung|Ihre Rate wird am 5. März abgebucht.",
        "Mitteilung|Ihre Karte konnte nicht zugestellt werden. Bitte rufen Sie uns an: 030 1234567",
        "Entregado: tarjeta|Su tarjeta fue entregada ayer a las 10:20; no hace falta que pase.",
        "Leído|He leído su contrato, me parece bien. Firmamos mañana.",
        "Read: contract|I have read your contract; we can sign tomorrow."
      })
  void whatAPersonSaysOfHolidaysAndBouncesIsSent(String subject, String body) {
    assertThat(sent(subject, body)).isEqualTo(body);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Su gestor nuevo es Pedro Ruiz.¶Puede llamarle al:¶910 000 001",
        "Hola Ana:¶¶la dirección es¶Calle Mayor 5¶28013 Madrid",
        "Los teléfonos que me pidió:¶Tarjetas 900 111 222¶Hipotecas 900 333 444",
        "Datos para la transferencia:¶ES91 2100 0418 4502 0005 1332¶Banco de Ejemplo¶Concepto: 2027/15",
        "Si no me encuentra, llame a¶Eva Martín¶Tel. 910 000 001¶Móvil 600 000 001",
        "Nos vemos en¶¶Oficina Mayor¶Calle Mayor 5, 28013 Madrid¶Tel. 910 000 002",
        "Your new adviser:¶¶Eve Smith¶Tel. +44 20 7946 0000¶eve.smith@bank.example",
        "Call either of us:¶Luis 910 000 000¶Eva 910 000 001",
        "Hier die Adresse der Filiale:¶¶Hauptstraße 5¶10115 Berlin¶Tel. 030 1234567",
        "Bitte melden Sie sich bei¶Frau Weber¶Tel. 030 1234567¶weber@bank.example",
        "Voici le numéro :¶01 23 45 67 89",
        "L'agence :¶12 rue de la Paix¶75002 Paris¶Tél. 01 23 45 67 89",
        "La filiale è qui:¶Via Roma 1¶20121 Milano¶Tel. 02 1234567",
        "O balcão fica na¶Rua Augusta 10¶1100-053 Lisboa¶Tel. 21 123 4567",
        "Gracias.¶Mi número nuevo es¶600 000 001",
        "Thanks¶¶Please bring:¶- passport¶- last payslip¶- www.bank.example/form printed",
        "Un saludo¶¶PD: mañana cerramos a las dos"
      })
  void whatLooksLikeACardIsSentWhereItIsWhatTheWriterSays(String body) {
    String text = body.replace('¶', '\n');
    assertThat(sent("Cita", text)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "RE: Cita|Gracias por su mensaje. Estoy de vacaciones hasta el 15 de agosto. Para temas urgentes contacte con Eva.",
        "RE: Cita|Hola: actualmente estoy fuera de la oficina, con acceso limitado al correo. Regresaré el lunes 3.",
        "Ausente: Cita|Estoy de vacaciones hasta el 15 de agosto. Responderé a su correo a mi regreso.",
        "Out of office: Cita|I am out of the office today. For urgent matters call Eve.",
        "RE: Termin|Guten Morgen, danke für Ihre Nachricht. Ich bin bis 15.8. nicht im Büro. In dringenden Fällen: Frau Weber.",
        "Abwesenheit: Termin|Ich bin im Urlaub und melde mich nach meiner Rückkehr.",
        "RE: rendez-vous|Bonjour, merci pour votre message. Je suis en congés jusqu'au 15 août. En mon absence, Eve.",
        "RE: appuntamento|Grazie per la sua mail. Sono in ferie fino al 15 agosto. Per urgenze contattare Eva.",
        "RE: marcação|Obrigado pela sua mensagem. Estou de férias até 15 de agosto. Em caso de urgência fale com a Eva.",
        "RE: Cita|Hola: estaré de vacaciones del 3 al 14. No tendré acceso al correo. Si es urgente, oficina@bank.example.",
        "AW: Termin|Vielen Dank für Ihre E-Mail. Ich bin derzeit nicht erreichbar. In dringenden Fällen wenden Sie sich an Frau Weber.",
        "RE: afspraak|Bedankt voor uw bericht. Ik ben met vakantie tot 10 maart. Bij spoed kunt u kantoor bellen.",
        "ODP: wizyta|Dziękuję za wiadomość. Przebywam na urlopie do 10 marca. W sprawach pilnych proszę o kontakt z biurem.",
        "SV: möte|Tack för ditt mejl. Jag är på semester till den 10 mars. Vid brådskande ärenden, kontakta Per.",
        "RE: møte|Takk for e-posten. Jeg er på ferie til 10. mars. Ved hastesaker, kontakt Per.",
        "VS: tapaaminen|Kiitos viestistäsi. Olen lomalla 10.3. asti. Kiireellisissä asioissa soita Pekalle.",
        "RE: schůzka|Děkuji za zprávu. Jsem na dovolené do 10. března. V naléhavých případech kontaktujte Petra.",
        "RE: встреча|Спасибо за письмо. Я нахожусь в отпуске до 10 марта. По срочным вопросам обращайтесь к Петру.",
        "RE: consulta|Estimado remitente: me encuentro de vacaciones hasta el 20. Para cualquier gestión diríjase a la oficina.",
        "RE: proposta|Estarei ausente até 20 de março, sem acesso ao e-mail. Em caso de urgência contacte a agência.",
        "RE: appointment|Dear Sender, thank you for your mail. I am on annual leave, back on 15 August."
      })
  void whatAProgramSaysOfHolidaysIsNot(String subject, String body) {
    assertThat(sent(subject, body)).startsWith("Automatic");
  }

  private String sent(String subject, String body) {
    var reading =
        reader.read(
            "From: Luis Gestor <luis@bank.example>\r\nSubject: %s\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n%s\r\n"
                .formatted(subject, body.replace("\n", "\r\n"))
                .getBytes(StandardCharsets.UTF_8));
    return reading instanceof Reading.Sms sms ? sms.text().value() : reading.toString();
  }
}
