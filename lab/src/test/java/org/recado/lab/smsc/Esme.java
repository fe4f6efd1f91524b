package org.recado.lab.smsc;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jsmpp.bean.AlertNotification;
import org.jsmpp.bean.BindType;
import org.jsmpp.bean.DataCodings;
import org.jsmpp.bean.DataSm;
import org.jsmpp.bean.DeliverSm;
import org.jsmpp.bean.ESMClass;
import org.jsmpp.bean.NumberingPlanIndicator;
import org.jsmpp.bean.RegisteredDelivery;
import org.jsmpp.bean.TypeOfNumber;
import org.jsmpp.extra.ProcessRequestException;
import org.jsmpp.session.BindParameter;
import org.jsmpp.session.DataSmResult;
import org.jsmpp.session.MessageReceiverListener;
import org.jsmpp.session.SMPPSession;
import org.jsmpp.session.Session;

/** A client by a library that does not share a line with the simulator. */
final class Esme implements AutoCloseable {

  static final String LONG_NUMBER = "34910000001";

  final List<DeliverSm> delivered = new CopyOnWriteArrayList<>();
  final SMPPSession session = new SMPPSession();

  /** What it does with each deliver_sm before it answers; may refuse by throwing. */
  volatile Consumer<DeliverSm> before = pdu -> {};

  Esme(SmscSimulator smsc, BindType bindType) throws IOException {
    this(smsc, bindType, SmscSettings.PASSWORD);
  }

  Esme(SmscSimulator smsc, BindType bindType, String password) throws IOException {
    session.setPduProcessorDegree(8);
    session.setQueueCapacity(10_000);
    session.setTransactionTimer(5_000);
    session.setMessageReceiverListener(new Listener());
    session.connectAndBind(
        smsc.host(),
        smsc.port(),
        new BindParameter(
            bindType,
            SmscSettings.SYSTEM_ID,
            password,
            "",
            TypeOfNumber.UNKNOWN,
            NumberingPlanIndicator.UNKNOWN,
            ""));
  }

  String submit(String to, byte[] shortMessage, int esmClass, int dataCoding) throws Exception {
    return session
        .submitShortMessage(
            "",
            TypeOfNumber.INTERNATIONAL,
            NumberingPlanIndicator.ISDN,
            LONG_NUMBER,
            TypeOfNumber.INTERNATIONAL,
            NumberingPlanIndicator.ISDN,
            to,
            new ESMClass(esmClass),
            (byte) 0,
            (byte) 0,
            null,
            null,
            new RegisteredDelivery(1),
            (byte) 0,
            DataCodings.newInstance((byte) dataCoding),
            (byte) 0,
            shortMessage)
        .getMessageId();
  }

  String submit(String to, String text) throws Exception {
    return submit(to, Gsm0338.encode(text), 0, 0);
  }

  @Override
  public void close() {
    session.unbindAndClose();
  }

  private final class Listener implements MessageReceiverListener {

    @Override
    public void onAcceptDeliverSm(DeliverSm pdu) throws ProcessRequestException {
      try {
        before.accept(pdu);
      } catch (IllegalStateException e) {
        throw new ProcessRequestException(String.valueOf(e.getMessage()), 0x64);
      }
      delivered.add(pdu);
    }

    @Override
    public void onAcceptAlertNotification(AlertNotification alert) {}

    @Override
    public DataSmResult onAcceptDataSm(DataSm dataSm, Session source)
        throws ProcessRequestException {
      throw new ProcessRequestException("no data_sm here", 0x03);
    }
  }
}
