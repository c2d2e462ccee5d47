// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.inspect;

import dev.sallyport.blueprint.summary.Contents;
import dev.sallyport.blueprint.summary.SummaryBuilder;
import dev.sallyport.model.ControlPlane;
import dev.sallyport.model.DataClass;
import dev.sallyport.model.Direction;
import dev.sallyport.model.Exchange;
import dev.sallyport.model.Finding;
import dev.sallyport.model.Message;
import dev.sallyport.model.Observation;
import dev.sallyport.model.Outcome;
import dev.sallyport.model.Sighting;
import dev.sallyport.model.Visibility;
import dev.sallyport.protocol.ContentListener;
import dev.sallyport.protocol.content.ContentReader;
import dev.sallyport.protocol.content.MessageSink;
import io.netty.util.collection.LongObjectHashMap;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Looking into what one connection carries. What detectors say of an exchange waits here until the
 * exchange is counted, because only then is it known between whom it was. Confined to the
 * connection's event loop.
 */
public final class ConnectionInspection implements MessageSink, GuardedListener.StoreSink {
  private final LoopInspection loop;
  private final ContentReader reader;
  private final ContentListener listener;
  private final LongObjectHashMap<Pending> pending = new LongObjectHashMap<>(2);
  private final ApiNotes api;
  private boolean stopped;
  private boolean looked;

  /**
   * What was said of an exchange that is counted now.
   *
   * @param contents what detectors said
   * @param visibility what can be claimed to have been seen
   */
  public record Said(Contents contents, Visibility visibility) {}

  /**
   * What was said of an exchange that goes on.
   *
   * @param contents what detectors said
   * @param foundIn in what was sent or in what was answered, for each of the findings
   * @param model name of the language model that the request asks for, empty for none
   */
  public record SoFar(Contents contents, List<Direction> foundIn, String model) {
    public SoFar {
      foundIn = List.copyOf(foundIn);
    }
  }

  ConnectionInspection(
      LoopInspection loop, Consumer<Observation> observations, Object destination) {
    this.loop = loop;
    this.api = new ApiNotes(loop, destination);
    this.reader = new ContentReader(loop.limits().content(), loop.buffers(), this, observations);
    this.listener = new GuardedListener(reader, api, this, this::fault);
  }

  /** Returns what is to listen to the connection's reader. */
  public ContentListener listener() {
    return listener;
  }

  @Override
  public void request(long stream, Message message) {
    Pending entry = inspect(stream, message);
    if (entry != null) {
      entry.asked = AskedModel.of(message);
    }
    if (!stopped) {
      api.request(stream, message);
    }
  }

  @Override
  public void response(long stream, Message message) {
    Pending entry = inspect(stream, message);
    if (entry != null) {
      entry.answered = true;
    }
    if (!stopped) {
      api.response(stream, message);
    }
  }

  @Override
  public void message(long stream, Message message) {
    inspect(stream, message);
  }

  @Override
  public boolean values(long stream, Message message) {
    Pending entry = inspect(stream, message);
    if (entry != null && entry.full()) {
      entry.unseen = Unseen.graver(entry.unseen, Unseen.PARTS);
    }
    return entry != null && !entry.full();
  }

  @Override
  public void valuesEnded(long stream) {
    Pending entry = stopped ? null : entry(stream);
    if (entry != null) {
      looked = true;
      entry.answered = true;
    }
  }

  /** Counts what the exchange said of the API it calls; it is counted itself at this moment. */
  public void countApi(Exchange exchange, long stream, SummaryBuilder builder) {
    api.counted(exchange, stream, builder);
  }

  /**
   * Returns what was said of the exchange, which is counted now; null when nobody looked into it.
   *
   * @param stream its number on the connection
   */
  public @Nullable Said counted(Exchange exchange, long stream) {
    Pending entry = pending.get(stream);
    if (entry == null) {
      return null;
    }
    if (exchange.conversation().target().party() instanceof ControlPlane) {
      entry.forgetAddresses();
    }
    Said said = new Said(entry.take(), entry.visibility());
    boolean goesOn = !entry.answered && exchange.outcome() instanceof Outcome.Answered;
    if (goesOn && !stopped) {
      entry.counted = exchange;
    } else {
      pending.remove(stream);
    }
    return said;
  }

  /** Returns what was said of an exchange so far; it stays to be counted. */
  public Optional<SoFar> saidOf(long stream) {
    return Optional.ofNullable(pending.get(stream)).map(Pending::soFar);
  }

  /** Returns whether messages of this connection were looked into. */
  public boolean looked() {
    return looked;
  }

  /** Counts what was said since of exchanges that were counted before and go on, as streams do. */
  public void flush(SummaryBuilder builder, long nowNanos) {
    for (Pending entry : pending.values()) {
      entry.flush(builder, nowNanos);
    }
  }

  /** An exchange that was counted before has ended. */
  public void ended(long stream, SummaryBuilder builder, long nowNanos) {
    Pending entry = pending.remove(stream);
    if (entry != null) {
      entry.flush(builder, nowNanos);
    }
  }

  /** Nobody counts that exchange here: what was said of it is forgotten. */
  public void forget(long stream) {
    pending.remove(stream);
    api.forget(stream);
  }

  /** Returns how many exchanges wait here to be counted. */
  int waiting() {
    return pending.size();
  }

  /** The connection ended: what was not complete is looked at as far as it came. */
  public void closed() {
    if (!stopped) {
      guarded(reader::closed);
      stopped = true;
    }
  }

  /** Nobody counts this connection here: forgets everything. */
  public void stop() {
    stopped = true;
    guarded(reader::closed);
    pending.clear();
    api.forget();
  }

  private @Nullable Pending inspect(long stream, Message message) {
    if (stopped) {
      return null;
    }
    Pending entry = entry(stream);
    if (entry != null) {
      looked = true;
      Message within = entry.budget.within(message);
      if (within != message) {
        entry.unseen = Unseen.graver(entry.unseen, Unseen.BUDGET);
      }
      entry.message = within;
      entry.unseen = Unseen.graver(entry.unseen, loop.inspect(within, entry));
      entry.message = null;
    }
    return entry;
  }

  private @Nullable Pending entry(long stream) {
    Pending entry = pending.get(stream);
    if (entry == null && pending.size() < loop.limits().pending()) {
      entry = new Pending(loop);
      pending.put(stream, entry);
    }
    return entry;
  }

  /**
   * Reading itself failed: nothing more is read on this connection, and what was under way says so.
   */
  private void fault(Throwable mistake) {
    loop.fault(mistake);
    for (Pending entry : pending.values()) {
      entry.unseen = Unseen.FAULT;
    }
  }

  private void guarded(Runnable work) {
    try {
      work.run();
    } catch (RuntimeException | StackOverflowError | AssertionError mistake) {
      fault(mistake);
    }
  }

  /** What is known of one exchange so far. */
  private static final class Pending implements Claims {
    private final LoopInspection loop;
    private final ExchangeBudget budget;
    private List<Contents.Seen> sightings = List.of();
    private List<Finding.AttackAttempt> findings = List.of();
    private List<Direction> foundIn = List.of();
    private @Nullable Message message;
    private @Nullable Unseen unseen;
    private @Nullable Exchange counted;
    private AskedModel asked = AskedModel.NONE;
    private boolean answered;
    private boolean cutTold;
    private int keyId;

    Pending(LoopInspection loop) {
      this.loop = loop;
      this.budget = new ExchangeBudget(loop.limits().scan());
    }

    @Override
    public void sighting(Sighting sighting) {
      Message from = message;
      if (from == null || sightings.size() >= loop.limits().sightings()) {
        unseen = Unseen.graver(unseen, Unseen.PARTS);
        return;
      }
      if (sightings.isEmpty()) {
        sightings = new ArrayList<>(4);
      }
      keyId = loop.keyId();
      sightings.add(new Contents.Seen(from.direction(), sighting));
    }

    @Override
    public void finding(Finding.AttackAttempt finding) {
      if (findings.size() >= loop.limits().findings()) {
        unseen = Unseen.graver(unseen, Unseen.PARTS);
        return;
      }
      if (findings.isEmpty()) {
        findings = new ArrayList<>(2);
        foundIn = new ArrayList<>(2);
      }
      findings.add(finding);
      foundIn.add(message == null ? Direction.FROM_CLIENT : message.direction());
    }

    /** Returns whether nothing more is looked at. */
    boolean full() {
      return budget.isSpent() || sightings.size() >= loop.limits().sightings();
    }

    /** Addresses of pods and nodes are what the Kubernetes API is about, and nobody's data. */
    void forgetAddresses() {
      if (!sightings.isEmpty()) {
        sightings.removeIf(each -> each.sighting().dataClass() == DataClass.IP_ADDRESS);
      }
    }

    SoFar soFar() {
      boolean whole = (unseen == null || !unseen.cut()) && asked.certain();
      return new SoFar(new Contents(whole, keyId, sightings, findings), foundIn, asked.name());
    }

    Contents take() {
      Unseen why = unseen;
      boolean whole = why == null || !why.cut();
      cutTold |= !whole;
      if (whole && sightings.isEmpty() && findings.isEmpty()) {
        return Contents.CLEAN;
      }
      Contents contents = new Contents(whole, keyId, sightings, findings);
      sightings = List.of();
      findings = List.of();
      foundIn = List.of();
      return contents;
    }

    Visibility visibility() {
      Unseen why = unseen;
      return why == null ? Visibility.full() : why.visibility();
    }

    void flush(SummaryBuilder builder, long nowNanos) {
      Exchange of = counted;
      if (of != null && of.conversation().target().party() instanceof ControlPlane) {
        forgetAddresses();
      }
      boolean cut = !cutTold && unseen != null && unseen.cut();
      if (of != null && (cut || !sightings.isEmpty() || !findings.isEmpty())) {
        builder.addContents(of.conversation(), of.operation(), take(), nowNanos);
      }
    }
  }
}
