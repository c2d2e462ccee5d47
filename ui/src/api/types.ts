// SPDX-License-Identifier: Apache-2.0
// The words of the API under the names the page uses; the shapes are generated from its OpenAPI document.
import type { components } from "./generated/api";

type Schemas = components["schemas"];

export type Blueprint = Schemas["BlueprintView"];
export type Party = Schemas["PartyView"];
/** Where a party stands in the picture, from left to right; platform is everything that only serves the cluster. */
export type Layer = Party["layer"];
export type PartyKind = Party["kind"];
export type PodCounts = Schemas["PodCounts"];
/** Everything one party asked of another over one protocol. */
export type EdgeView = Schemas["EdgeView"];
export type OperationView = Schemas["OperationView"];
/** One line of the visibility ledger: seen, or not and why. */
export type Sight = Schemas["VisibilityView"];
export type VisibilityLayer = Sight["layer"];
export type Provenance = Schemas["ProvenanceView"];
export type Policies = Schemas["PoliciesView"];
/** A policy of the cluster and what became of it. */
export type PolicyView = Schemas["PolicyView"];
export type Denials = Schemas["DenialsView"];
/** Exchanges that a rule denied, or would have denied if its policy acted. */
export type DenialView = Schemas["DenialView"];
/** What would become of policies as somebody writes them. */
export type Draft = Schemas["DraftView"];
export type DraftPolicy = Schemas["DraftPolicyView"];
/** What policies would have done to what really happened. */
export type Simulation = Schemas["SimulationView"];
export type Proposals = Schemas["ProposalsView"];
export type Proposal = Schemas["ProposalView"];
/** Which rules decide about the operations of an edge. */
export type EdgeRules = Schemas["EdgeRulesView"];
/** What the objects of the cluster say of a workload. */
export type Declared = Schemas["WorkloadDeclaredView"];
export type PolicyChange = Schemas["PolicyChangeView"];
/** Why a call was not served. */
export type Problem = Schemas["ProblemView"];
/** Who uses the page, and what they may do. */
export type Session = Schemas["SessionView"];
export type Status = Schemas["StatusView"];
export type NodeStatus = Schemas["NodeStatus"];
export type PodStatus = Schemas["PodStatus"];
