using System.Reflection;
using PathAlign.Contracts.Stages;
using PathAlign.Hosting.Composition;
using Xunit;

namespace PathAlign.Tests.Contracts;

/// <summary>The names of queues: in stored jobs, at the broker and in the queries that scale the services.</summary>
public sealed class JobQueuesTests
{
    internal static IReadOnlyList<string> Names { get; } =
    [
        .. typeof(JobQueues).GetFields(BindingFlags.Public | BindingFlags.Static)
            .Select(field => ((JobQueue)field.GetValue(null)!).Name)
            .Order(StringComparer.Ordinal)
    ];

    [Fact]
    public void The_names_on_the_wire_and_in_stored_jobs_are_these()
    {
        string[] pinned =
        [
            "evaluator-decide-adapter",
            "evaluator-draw-comparison",
            "feedback-queue-images",
            "feedback-queue-ordered-images",
            "finetuner-finetune-adapter",
            "generator-assemble-shards",
            "generator-continue-after-adapter",
            "generator-continue-after-reward",
            "generator-draw-round",
            "generator-draw-shard",
            "generator-promote-adapter",
            "reward-choose-images",
            "reward-order-images",
            "reward-score-shard",
            "reward-train-reward",
        ];

        Assert.Equal(pinned, Names);
    }

    [Fact]
    public void Every_queue_of_jobs_has_a_handler_and_the_other_queues_are_these() =>
        Assert.Equal(
            [
                .. Names.Append("feedback-record-automation")
                    .Append("feedback-send-round-news")
                    .Append("generator-count-shards")
                    .Append("reward-count-ratings")
                    .Append("reward-count-scores")
                    .Order(StringComparer.Ordinal),
            ],
            ServiceRole.EventRoutes.Select(route => route.Queue).Distinct().Order(StringComparer.Ordinal));
}
