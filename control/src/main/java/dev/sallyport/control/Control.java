// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control;

import static java.util.Objects.requireNonNull;

import dev.sallyport.blueprint.graph.BlueprintLimits;
import dev.sallyport.blueprint.summary.Summary;
import dev.sallyport.control.access.AuditTrail;
import dev.sallyport.control.access.Gatekeeper;
import dev.sallyport.control.access.Sharing;
import dev.sallyport.control.admission.Admission;
import dev.sallyport.control.admission.PodInjector;
import dev.sallyport.control.admission.PolicyReviewer;
import dev.sallyport.control.api.AccessParts;
import dev.sallyport.control.api.ApiServer;
import dev.sallyport.control.api.LedgerParts;
import dev.sallyport.control.api.PolicyParts;
import dev.sallyport.control.api.SystemHealth;
import dev.sallyport.control.api.Views;
import dev.sallyport.control.config.AccessLimits;
import dev.sallyport.control.config.AccessMode;
import dev.sallyport.control.config.ControlConfig;
import dev.sallyport.control.config.ControlLimits;
import dev.sallyport.control.config.LeaderSettings;
import dev.sallyport.control.config.LinkSettings;
import dev.sallyport.control.fingerprint.KeyFile;
import dev.sallyport.control.fingerprint.KeyPlace;
import dev.sallyport.control.fingerprint.KeyRing;
import dev.sallyport.control.fingerprint.KeySecret;
import dev.sallyport.control.kube.ClusterManifests;
import dev.sallyport.control.kube.ClusterState;
import dev.sallyport.control.kube.InventoryFeed;
import dev.sallyport.control.kube.KubeAccess;
import dev.sallyport.control.kube.KubeHealth;
import dev.sallyport.control.kube.KubeWatch;
import dev.sallyport.control.kube.Placements;
import dev.sallyport.control.kube.PolicyWatch;
import dev.sallyport.control.kube.TokenReviews;
import dev.sallyport.control.leader.LeaderFront;
import dev.sallyport.control.leader.Leadership;
import dev.sallyport.control.leader.LeaseElection;
import dev.sallyport.control.link.LinkServer;
import dev.sallyport.control.link.NodeLinkService;
import dev.sallyport.control.link.NodeRecord;
import dev.sallyport.control.link.NodeRoster;
import dev.sallyport.control.picture.Picture;
import dev.sallyport.control.pki.AuthorityKeeper;
import dev.sallyport.control.pki.AuthorityStore;
import dev.sallyport.control.pki.DirectoryStore;
import dev.sallyport.control.pki.GivenAuthority;
import dev.sallyport.control.pki.GivenSecret;
import dev.sallyport.control.pki.SecretStore;
import dev.sallyport.control.pki.TrustConfigMap;
import dev.sallyport.control.pki.TrustFile;
import dev.sallyport.control.pki.TrustPlace;
import dev.sallyport.control.policy.Convergence;
import dev.sallyport.control.policy.LastTaken;
import dev.sallyport.control.policy.PolicyBook;
import dev.sallyport.control.policy.PolicyObjects;
import dev.sallyport.control.policy.PolicyReporter;
import dev.sallyport.control.policy.RulesetFeed;
import dev.sallyport.control.secret.SharedSecret;
import dev.sallyport.control.startup.StartupTaint;
import dev.sallyport.control.store.Journal;
import dev.sallyport.control.store.StoreHealth;
import dev.sallyport.control.store.SummaryStore;
import dev.sallyport.model.FingerprintKey;
import dev.sallyport.model.Ruleset;
import dev.sallyport.wire.api.DeclaredViews;
import dev.sallyport.wire.api.StatusView.DatabaseStatus;
import dev.sallyport.wire.api.StatusView.KubernetesStatus;
import dev.sallyport.wire.api.StatusView.LinkStatus;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The running control program: Kubernetes is watched, nodes are listened to, their summaries are
 * merged and kept, and all of it is shown. It serves before the database answers, and goes on when
 * the database or Kubernetes does not.
 */
public final class Control implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Control.class);
  private static final Duration RESYNC = Duration.ofMinutes(10);

  private final ControlLimits limits = ControlLimits.DEFAULT;
  private final InstantSource clock = InstantSource.system();
  private final PrometheusMeterRegistry metrics =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final ClusterState cluster;
  private final NodeRoster roster;
  private final InventoryFeed inventory;
  private final KubernetesClient kube;
  private final Leadership leadership;
  private final LeaderFront front;
  private final Admission admission;
  private final StartupTaint taint;
  private final PolicyBook policies;
  private final PolicyWatch policyWatch;
  private final RulesetFeed rules;
  private final Convergence convergence;
  private final PolicyReporter reporter;
  private final Journal journal;
  private final Picture picture;
  private final SummaryStore store;
  private final NodeLinkService link;
  private final LinkServer linkServer;
  private final Placements placements;
  private final LinkSettings linkSettings;
  private final AuthorityKeeper authority;
  private final KeyRing keys;
  private final KeyRing loginKeys;
  private final KubeWatch watch;
  private final ApiServer api;
  private final Upkeep upkeep;

  private Control(ControlConfig config) {
    cluster = new ClusterState(clock, limits);
    roster = new NodeRoster(clock, limits.nodesMax());
    inventory =
        new InventoryFeed(
            cluster, roster::captured, this::clusterListed, config.dnsDomain(), clock, limits);
    leadership = leadership(config);
    front = new LeaderFront(leadership);
    journal = new Journal(config.stateDirectory().resolve("journal"), limits);
    picture = new Picture(journal, BlueprintLimits.DEFAULT);
    store =
        new SummaryStore(
            config, journal, limits, clock, picture::rebuild, cluster::knownBetter, leadership);
    kube = KubeAccess.connect(config.kube());
    LastTaken taken = LastTaken.in(config.stateDirectory().resolve("policies.jsonl"));
    policies = new PolicyBook(clock, taken);
    policyWatch = new PolicyWatch(kube, policies, RESYNC);
    rules =
        new RulesetFeed(policies, cluster, inventory::current, this::policiesKnown, taken, clock);
    convergence = new Convergence(roster, policies, clock, metrics);
    link =
        new NodeLinkService(
            Version.current(),
            roster,
            this::take,
            this::ruleset,
            () -> rules.current().policiesKnown(),
            limits,
            clock);
    linkServer = new LinkServer(config.link(), link, limits);
    linkSettings = config.linkSettings();
    authority = authority(config);
    keys =
        new KeyRing(
            "fingerprint keys", keyPlace(config, "fingerprint.keys"), clock, link::confirmRulesets);
    loginKeys = new KeyRing("login keys", keyPlace(config, "login.keys"), clock, () -> {});
    watch = new KubeWatch(kube, cluster, RESYNC);
    watch.lookAfter(policyWatch);
    placements = new Placements(clock, this::followed);
    cluster.rememberIn(placements);
    PolicyObjects objects = new PolicyObjects(kube);
    reporter =
        new PolicyReporter(
            policies,
            convergence,
            () -> picture.snapshot(clock.instant(), List.of()),
            objects,
            cluster::existing,
            clock);
    ClusterManifests manifests = new ClusterManifests(kube, cluster::ingressWorkloads, clock);
    SystemHealth health =
        new SystemHealth(
            Version.current(),
            clock.instant(),
            this::database,
            this::kubernetes,
            config.access().mode(),
            this::linkStatus);
    api =
        new ApiServer(
            config.api(),
            new Views(picture, cluster, watch::synced, roster, store::restored, clock),
            new LedgerParts(
                store.ledger()::read,
                () -> manifests.declared().stream().map(DeclaredViews::of).toList(),
                cluster::existing,
                policies::inForce,
                policies.surroundings(),
                manifests::network,
                manifests::documents,
                manifests::declarations),
            new PolicyParts(
                policies,
                convergence,
                () -> picture.policies(clock.instant()),
                reporter::rollout,
                policyWatch::trouble,
                objects,
                config.policyWrites()),
            health,
            cluster,
            roster,
            () -> true,
            this::changes,
            metrics,
            config.ui(),
            front.decorator(),
            limits,
            clock,
            access(config));
    upkeep = new Upkeep(journal, cluster, watch, placements, rules, link, roster);
    cluster.onChange(inventory::touch);
    roster.onCapturesChanged(inventory::touch);
    inventory.onPublish(_ -> rules.touch());
    policies.onChange(
        () -> {
          rules.touch();
          reporter.touch();
        });
    rules.onPublish(convergence::published);
    rules.onPublish(_ -> link.rulesetChanged());
    roster.onRulesApplied(
        () -> {
          convergence.applied();
          reporter.touch();
        });
    admission =
        new Admission(
            config.admission(),
            config.admissionAddress(),
            config.leader().namespace(),
            authority,
            new PolicyReviewer(policies, cluster::existing),
            new PodInjector(
                config.admission().injection(), config.dnsDomain(), cluster::serviceNames),
            kube,
            leadership::leads,
            clock);
    taint = new StartupTaint(kube, config.startupTaint(), this::ready, leadership::leads);
    link.takeNodesWhile(leadership::leads);
    reporter.writeWhile(leadership::leads);
    policies.decideWhile(leadership::leads);
    leadership.onChange(this::leaderChanged);
    new Gauges(metrics)
        .of(cluster, watch, roster, policies, picture, journal, store, link, leadership);
  }

  /** Starts all parts; what answers slowly is waited for in the background. */
  public static Control start(ControlConfig config) {
    Control control = new Control(requireNonNull(config, "config"));
    control.watch.start();
    control.policyWatch.start();
    control.inventory.start();
    control.rules.start();
    control.reporter.start();
    // Before the link, which may fail where it listens: admission does not wait for it.
    control.admission.start();
    control.taint.start();
    control.keys.start();
    control.loginKeys.start();
    control.startLink();
    control.startAuthority(config);
    control.api.start();
    control.upkeep.start();
    control.store.start();
    control.leadership.start(control.apiPort());
    if (config.access().mode() == AccessMode.NONE) {
      log.warn("The API asks nobody who they are: whoever reaches its port reads everything");
    }
    return control;
  }

  /** Returns the port of the API. */
  public int apiPort() {
    return api.port();
  }

  /** Returns the port that nodes connect to; -1 while certificates cannot be issued yet. */
  public int linkPort() {
    return linkServer.port();
  }

  /** Returns the port that the Kubernetes API asks; -1 while or where there is none. */
  public int admissionPort() {
    return admission.port();
  }

  /** Stops in the order in which facts flow, so that what was taken is also kept. */
  @Override
  public void close() {
    link.close();
    linkServer.close();
    keys.close();
    loginKeys.close();
    authority.close();
    upkeep.close();
    api.close();
    admission.close();
    taint.close();
    reporter.close();
    rules.close();
    inventory.close();
    policyWatch.close();
    watch.close();
    kube.close();
    store.close();
    journal.close();
    // Only now, so that whoever leads next finds everything in the database.
    leadership.close();
    front.close();
  }

  private AccessParts access(ControlConfig config) {
    return new AccessParts(
        new Gatekeeper(
            config.access(),
            kube,
            () -> cluster.namespaces().keySet(),
            new Sharing(store.logins(), this::loginKeys),
            AccessLimits.DEFAULT,
            clock),
        new AuditTrail(store.audit()::add),
        store.audit()::latest,
        config.access().metricsLogin());
  }

  private AuthorityKeeper authority(ControlConfig config) {
    LinkSettings settings = config.linkSettings();
    List<TrustPlace> places = new ArrayList<>();
    if (settings.tls()) {
      settings.trust().ifPresent(file -> places.add(new TrustFile(file)));
      settings
          .authority()
          .ifPresent(name -> places.add(new TrustConfigMap(kube, settings.namespace(), name)));
    }
    AuthorityStore store =
        settings
            .authority()
            .map(name -> authorityStore(settings, shared(settings, name)))
            .orElseGet(() -> new DirectoryStore(config.stateDirectory().resolve("authority")));
    return new AuthorityKeeper(store, places, clock);
  }

  private AuthorityStore authorityStore(LinkSettings settings, SharedSecret shared) {
    return settings
        .given()
        .<AuthorityStore>map(
            name ->
                new GivenAuthority(
                    new GivenSecret(kube, settings.namespace(), name), shared, clock))
        .orElseGet(() -> new SecretStore(shared));
  }

  /** Beside the authority, where there is one that several programs share. */
  private KeyPlace keyPlace(ControlConfig config, String field) {
    return config
        .linkSettings()
        .authority()
        .filter(_ -> sharesAuthority(config))
        .<KeyPlace>map(name -> new KeySecret(shared(config.linkSettings(), name), field))
        .orElseGet(() -> new KeyFile(config.stateDirectory().resolve(field)));
  }

  /** The key in use first. */
  private List<byte[]> loginKeys() {
    Instant now = clock.instant();
    return loginKeys.keys().stream()
        .sorted(
            Comparator.comparing((FingerprintKey each) -> each.from().isAfter(now))
                .thenComparing(FingerprintKey::from, Comparator.reverseOrder()))
        .map(FingerprintKey::secret)
        .toList();
  }

  private SharedSecret shared(LinkSettings settings, String name) {
    return new SharedSecret(kube, settings.namespace(), name);
  }

  /** Whoever shows certificates of it: the link, the admission, or both. */
  private static boolean sharesAuthority(ControlConfig config) {
    return config.linkSettings().tls() || config.admission().on();
  }

  private void startLink() {
    if (!linkSettings.tls()) {
      linkServer.startPlain();
      return;
    }
    TokenReviews tokens = new TokenReviews(kube, cluster, linkSettings.accounts());
    authority.onLoaded(loaded -> linkServer.start(loaded, tokens, placements, clock));
  }

  private void startAuthority(ControlConfig config) {
    if (sharesAuthority(config)) {
      authority.start();
    }
  }

  /** Nodes whose programs speak with this one and go by its rules, each with this life of it. */
  private Map<String, String> ready() {
    return roster.nodes().stream()
        .filter(each -> each.connected() && each.rulesetApplied() > 0)
        .collect(Collectors.toMap(NodeRecord::name, NodeRecord::boot));
  }

  /** What pods are where is known, and its changes arrive. */
  private boolean followed() {
    return watch.synced() && watch.health().ok();
  }

  private LinkStatus linkStatus() {
    List<String> warnings = new ArrayList<>();
    if (!linkSettings.tls()) {
      warnings.add(
          "the link has TLS off (SALLYPORT_LINK_TLS): whoever reaches its port can speak as any"
              + " node and read the rules");
    }
    if (!authority.trouble().isEmpty()) {
      warnings.add(authority.trouble());
    }
    if (!keys.trouble().isEmpty()) {
      warnings.add(keys.trouble());
    }
    if (!loginKeys.trouble().isEmpty()) {
      warnings.add(loginKeys.trouble());
    }
    warnings.addAll(link.refusals().sentences());
    return new LinkStatus(
        linkSettings.tls() ? "mutual-tls" : "off",
        linkServer.port() >= 0,
        link.refusals().count(),
        link.refusals().uncheckedCount(),
        warnings);
  }

  private static Leadership leadership(ControlConfig config) {
    LeaderSettings settings = config.leader();
    return settings.shared()
        ? new LeaseElection(
            KubeAccess.connect(config.kube(), settings.duration().dividedBy(4)), settings)
        : Leadership.alone();
  }

  /** What is acknowledged must be found by whoever leads next. */
  private CompletionStage<Void> take(List<Summary> summaries) {
    return picture.take(summaries).thenCompose(_ -> store.kept());
  }

  private void leaderChanged() {
    if (leadership.leads()) {
      policies.adoptRollbacks();
      // A version of now, so that versions rise for nodes that held another program's rules.
      inventory.touch();
    } else {
      link.leadsElsewhere();
    }
  }

  private Ruleset ruleset() {
    Ruleset now = rules.current().ruleset();
    return new Ruleset(now.version(), now.inventory(), now.policies(), keys.keys());
  }

  private boolean clusterListed() {
    return watch.listed();
  }

  /** A cluster without the custom resources has no policies, which is known as well. */
  private boolean policiesKnown() {
    return (policyWatch.synced() || policyWatch.absent()) && watch.listed();
  }

  private DatabaseStatus database() {
    StoreHealth health = store.health();
    return new DatabaseStatus(
        health.kind(), health.ok(), health.message().isEmpty() ? null : health.message());
  }

  private KubernetesStatus kubernetes() {
    KubeHealth health = watch.health();
    return new KubernetesStatus(
        health.ok(), health.ok() ? null : health.message(), cluster.podCount(), watch.restarts());
  }

  private Object changes() {
    return List.of(picture.added(), cluster.snapshot().revision(), roster.nodes().hashCode());
  }
}
