package org.recado.policy;

/** One thing that is asked of every text. The first rule that does not allow decides. */
interface Rule {

  Verdict judge(Request request);
}
