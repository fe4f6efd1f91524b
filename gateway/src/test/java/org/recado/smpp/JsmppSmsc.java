package org.recado.smpp;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jsmpp.PDUException;
import org.jsmpp.bean.BroadcastSm;
import org.jsmpp.bean.CancelBroadcastSm;
import org.jsmpp.bean.CancelSm;
import org.jsmpp.bean.DataSm;
import org.jsmpp.bean.ESMClass;
import org.jsmpp.bean.NumberingPlanIndicator;
import org.jsmpp.bean.OptionalParameter;
import org.jsmpp.bean.QueryBroadcastSm;
import org.jsmpp.bean.QuerySm;
import org.jsmpp.bean.RawDataCoding;
import org.jsmpp.bean.RegisteredDelivery;
import org.jsmpp.bean.ReplaceSm;
import org.jsmpp.bean.SubmitMulti;
import org.jsmpp.bean.TypeOfNumber;
import org.jsmpp.extra.ProcessRequestException;
import org.jsmpp.session.BroadcastSmResult;
import org.jsmpp.session.DataSmResult;
import org.jsmpp.session.QueryBroadcastSmResult;
import org.jsmpp.session.QuerySmResult;
import org.jsmpp.session.SMPPServerSession;
import org.jsmpp.session.SMPPServerSessionListener;
import org.jsmpp.session.ServerMessageReceiverListener;
import org.jsmpp.session.Session;
import org.jsmpp.session.SubmitMultiResult;
import org.jsmpp.session.SubmitSmResult;
import org.jsmpp.session.connection.ServerConnection;
import org.jsmpp.session.connection.ServerConnectionFactory;
import org.jsmpp.session.connection.socket.ServerSocketConnection;
import org.jsmpp.util.MessageId;

/** A small SMSC of jsmpp's own server side, on loopback. */
final class JsmppSmsc implements AutoCloseable, ServerMessageReceiverListener {

  /** What becomes of a {@code submit_sm}: an id, or an exception, or a long wait. */
  interface Answer {
    String to(org.jsmpp.bean.SubmitSm pdu, SMPPServerSession session)
        throws ProcessRequestException;
  }

  private final ServerSocket socket;
  private final SMPPServerSessionListener listener;
  private final Answer answer;
  private final Queue<SMPPServerSession> sessions = new ConcurrentLinkedQueue<>();

  JsmppSmsc(int port, Answer answer) throws IOException {
    this.answer = answer;
    socket = new ServerSocket(port, 50, InetAddress.getLoopbackAddress());
    listener = new SMPPServerSessionListener(port, new On(socket));
    listener.setPduProcessorDegree(20);
    listener.setQueueCapacity(10_000);
    var accepting = new Thread(this::accept, "test-smsc");
    accepting.setDaemon(true);
    accepting.start();
  }

  int port() {
    return socket.getLocalPort();
  }

  long bound() {
    return sessions.stream().filter(session -> session.getSessionState().isBound()).count();
  }

  /** The newest bound session that is alive. */
  SMPPServerSession session() {
    SMPPServerSession newest = null;
    for (SMPPServerSession session : sessions) {
      newest = session.getSessionState().isBound() ? session : newest;
    }
    if (newest == null) {
      throw new IllegalStateException("nobody is bound");
    }
    return newest;
  }

  /** Returns when the ESME has answered, with an exception if it refused. */
  void deliver(int esmClass, byte[] shortMessage, OptionalParameter... tlvs) throws Exception {
    session()
        .deliverShortMessage(
            "",
            TypeOfNumber.INTERNATIONAL,
            NumberingPlanIndicator.ISDN,
            "34600111222",
            TypeOfNumber.INTERNATIONAL,
            NumberingPlanIndicator.ISDN,
            "34600000001",
            new ESMClass(esmClass),
            (byte) 0,
            (byte) 0,
            new RegisteredDelivery(0),
            new RawDataCoding((byte) 0),
            shortMessage,
            tlvs);
  }

  @Override
  public void close() throws IOException {
    listener.close();
    sessions.forEach(SMPPServerSession::close);
  }

  private void accept() {
    while (!socket.isClosed()) {
      try {
        SMPPServerSession session = listener.accept();
        session.setMessageReceiverListener(this);
        session.setTransactionTimer(5000);
        session.setEnquireLinkTimer(60_000);
        var bind = session.waitForBind(1000);
        if ("wrong".equals(bind.getPassword())) {
          bind.reject(0x0e);
        } else {
          bind.accept("test");
          sessions.add(session);
        }
      } catch (IOException | PDUException | java.util.concurrent.TimeoutException e) {
        // this ESME left; the next may come, unless the socket is closed
      }
    }
  }

  @Override
  public SubmitSmResult onAcceptSubmitSm(org.jsmpp.bean.SubmitSm pdu, SMPPServerSession session)
      throws ProcessRequestException {
    try {
      return new SubmitSmResult(new MessageId(answer.to(pdu, session)), new OptionalParameter[0]);
    } catch (org.jsmpp.PDUStringException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public SubmitMultiResult onAcceptSubmitMulti(SubmitMulti pdu, SMPPServerSession session) {
    throw new UnsupportedOperationException();
  }

  @Override
  public QuerySmResult onAcceptQuerySm(QuerySm pdu, SMPPServerSession session) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void onAcceptReplaceSm(ReplaceSm pdu, SMPPServerSession session) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void onAcceptCancelSm(CancelSm pdu, SMPPServerSession session) {
    throw new UnsupportedOperationException();
  }

  @Override
  public BroadcastSmResult onAcceptBroadcastSm(BroadcastSm pdu, SMPPServerSession session) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void onAcceptCancelBroadcastSm(CancelBroadcastSm pdu, SMPPServerSession session) {
    throw new UnsupportedOperationException();
  }

  @Override
  public QueryBroadcastSmResult onAcceptQueryBroadcastSm(
      QueryBroadcastSm pdu, SMPPServerSession session) {
    throw new UnsupportedOperationException();
  }

  @Override
  public DataSmResult onAcceptDataSm(DataSm pdu, Session session) {
    throw new UnsupportedOperationException();
  }

  /** jsmpp's own would listen on every address. */
  private record On(ServerSocket socket) implements ServerConnectionFactory {
    @Override
    public ServerConnection listen(int port) {
      return new ServerSocketConnection(socket);
    }

    @Override
    public ServerConnection listen(int port, int timeout) {
      return new ServerSocketConnection(socket);
    }

    @Override
    public ServerConnection listen(int port, int timeout, int backlog) {
      return new ServerSocketConnection(socket);
    }
  }
}
