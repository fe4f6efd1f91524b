package org.recado.policy;

import org.recado.directory.Person;
import org.recado.message.Category;
import org.recado.message.Msisdn;

/** What is asked of {@link Policy}: may this sender text this client, for this purpose. */
public record Request(Person sender, Msisdn client, Category category) {}
