// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control.access;

import dev.sallyport.control.config.AccessLimits;
import io.fabric8.kubernetes.api.model.authorization.v1.SubjectAccessReview;
import io.fabric8.kubernetes.api.model.authorization.v1.SubjectAccessReviewBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

/**
 * Asks the Kubernetes API what somebody may do (authorization.k8s.io/v1), and remembers its answers
 * for a few seconds. Blocks; safe for any thread.
 */
final class AccessReviews {
  private record Question(Caller caller, Right right, String namespace) {}

  private record Reach(Caller caller, Right right) {}

  /** The Kubernetes API does not say. */
  static final class Unanswered extends Exception {
    private static final long serialVersionUID = 1L;

    Unanswered(String message) {
      super(message);
    }
  }

  private final KubernetesClient kube;
  private final Supplier<Collection<String>> namespaces;
  private final AccessLimits limits;
  private final InstantSource clock;
  private final Fading<Question, Boolean> answers;
  private final Fading<Reach, Scope> scopes;
  private final Semaphore asking;

  /**
   * Returns reviews.
   *
   * @param namespaces names of all namespaces there are
   */
  AccessReviews(
      KubernetesClient kube,
      Supplier<Collection<String>> namespaces,
      AccessLimits limits,
      InstantSource clock) {
    this.kube = kube;
    this.namespaces = namespaces;
    this.limits = limits;
    this.clock = clock;
    this.answers = new Fading<>(limits.answersKept(), limits.answersMax());
    this.scopes = new Fading<>(limits.scopesKept(), limits.answersMax());
    this.asking = new Semaphore(limits.questionsAtOnceMax());
  }

  /** Returns how far a right of somebody reaches: the whole cluster first, then each namespace. */
  Scope scope(Caller caller, Right right) throws Unanswered {
    if (allowed(caller, right, "")) {
      return Scope.ALL;
    }
    Reach reach = new Reach(caller, right);
    Optional<Scope> known = scopes.get(reach, clock.instant());
    if (known.isPresent()) {
      return known.get();
    }
    Scope scope = Scope.of(each(caller, right));
    scopes.put(reach, scope, clock.instant());
    return scope;
  }

  /** Returns how far a right reaches when only that namespace matters. */
  Scope scope(Caller caller, Right right, String namespace) throws Unanswered {
    if (allowed(caller, right, "")) {
      return Scope.ALL;
    }
    return !namespace.isEmpty() && allowed(caller, right, namespace)
        ? Scope.of(Set.of(namespace))
        : Scope.NONE;
  }

  private Set<String> each(Caller caller, Right right) throws Unanswered {
    List<String> all = namespaces.get().stream().sorted().limit(limits.namespacesMax()).toList();
    Set<String> allowed = new TreeSet<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Boolean>> answers =
          all.stream().map(each -> threads.submit(() -> allowed(caller, right, each))).toList();
      for (int i = 0; i < all.size(); i++) {
        if (answers.get(i).get()) {
          allowed.add(all.get(i));
        }
      }
    } catch (ExecutionException e) {
      throw e.getCause() instanceof Unanswered it ? it : new Unanswered("a question failed");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Unanswered("interrupted");
    }
    return allowed;
  }

  private boolean allowed(Caller caller, Right right, String namespace) throws Unanswered {
    Question question = new Question(caller, right, namespace);
    Optional<Boolean> known = answers.get(question, clock.instant());
    if (known.isPresent()) {
      return known.get();
    }
    boolean answer = ask(question);
    answers.put(question, answer, clock.instant());
    return answer;
  }

  private boolean ask(Question question) throws Unanswered {
    Caller caller = question.caller();
    var spec =
        new SubjectAccessReviewBuilder()
            .withNewSpec()
            .withUser(caller.name())
            .withGroups(caller.groups())
            .withExtra(caller.extra())
            .withNewResourceAttributes()
            .withGroup(Right.GROUP)
            .withResource(question.right().resource())
            .withVerb(question.right().verb())
            .withNamespace(question.namespace().isEmpty() ? null : question.namespace())
            .endResourceAttributes();
    SubjectAccessReview review =
        (caller.uid().isEmpty() ? spec : spec.withUid(caller.uid())).endSpec().build();
    asking.acquireUninterruptibly();
    try {
      SubjectAccessReview answer = kube.authorization().v1().subjectAccessReview().create(review);
      return answer != null
          && answer.getStatus() != null
          && Boolean.TRUE.equals(answer.getStatus().getAllowed());
    } catch (KubernetesClientException e) {
      throw new Unanswered(
          e.getCode() == 403
              ? "control may not create subjectaccessreviews.authorization.k8s.io; its"
                  + " ClusterRole lacks it"
              : "the Kubernetes API could not be asked about rights"
                  + (e.getCode() > 0 ? " (" + e.getCode() + ")" : ""));
    } finally {
      asking.release();
    }
  }
}
