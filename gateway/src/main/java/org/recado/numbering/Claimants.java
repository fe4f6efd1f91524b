package org.recado.numbering;

import org.recado.directory.Directory;
import org.recado.directory.Person;
import org.recado.message.Category;
import org.recado.message.MailAddress;

/** In whose name a text that has waited asks for its number now. */
public final class Claimants {

  private final Directory directory;
  private final Heirs heirs;
  private final Pools pools;

  public Claimants(Directory directory, Heirs heirs, Pools pools) {
    this.directory = directory;
    this.heirs = heirs;
    this.pools = pools;
  }

  /**
   * The request as it is made now: in the name of whoever follows, if who wrote the text has left,
   * so that somebody reads the answer; from all pools the category may use.
   */
  public LeaseRequest now(LeaseRequest request, Category category) {
    String pool = request.pools().get(0);
    var from = pools.from(pool, category);
    boolean stays =
        request.owner().startsWith(Person.APPLICATION)
            || directory.findById(request.owner()).filter(Person::enabled).isPresent();
    if (stays) {
      return request.by(request.owner(), request.mailbox(), from);
    }
    var heir = heirs.of(request.owner());
    if (heir instanceof Heir.Successor successor) {
      return request.by(successor.person().id(), successor.person().mail(), from);
    }
    var mailbox =
        ((Heir.Team) heir)
            .mailbox()
            .or(() -> pools.find(pool).map(of -> MailAddress.of(of.desk())))
            .orElse(request.mailbox());
    return request.by(Lease.ofMailbox(mailbox), mailbox, from);
  }
}
