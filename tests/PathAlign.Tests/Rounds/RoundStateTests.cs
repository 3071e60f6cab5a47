using PathAlign.Contracts.Events;
using PathAlign.Contracts.Stages;
using PathAlign.Messaging.Jobs;
using PathAlign.Messaging.Outbox;
using PathAlign.Rounds;
using Xunit;

namespace PathAlign.Tests.Rounds;

/// <summary>Where a round stands, from the jobs that it has.</summary>
public sealed class RoundStateTests
{
    private const string Round = "round-1", Plan = "plans/1";

    private static readonly ImagesGenerated _images = new()
    {
        RoundId = Round,
        PlanKey = Plan,
        Purpose = ImagePurpose.Training,
        ImagesKey = "images",
        Count = 9,
    };

    private static readonly FeedbackQuorumReached _quorum = new()
    {
        RoundId = Round,
        PlanKey = Plan,
        Purpose = ImagePurpose.Training,
        ImagesKey = "images",
        RatingsKey = "ratings",
        Count = 9,
    };

    private static readonly AdapterPromoted _promoted = new()
    {
        RoundId = Round,
        PlanKey = Plan,
        AdapterKey = "adapter",
        ReportKey = "report",
    };

    private static readonly AdapterRejected _rejected = new()
    {
        RoundId = Round,
        PlanKey = Plan,
        AdapterKey = "adapter",
        ReportKey = "report",
        Reasons = ["recall fell"],
    };

    private static readonly RewardModelRejected _foretellsNothing = new()
    {
        RoundId = Round,
        PlanKey = Plan,
        RatingsKey = "ratings",
        RewardKey = "reward",
        ReportKey = "report",
        Reasons = ["it foretells nothing"],
    };

    [Fact]
    public void Without_a_job_there_is_no_state() => Assert.Null(RoundState.Of([]));

    [Fact]
    public void While_a_worker_draws_it_runs()
    {
        var state = StateOf(Job(JobQueues.DrawRound, JobState.Running));

        Assert.Equal((RoundStatus.Running, RoundSteps.Draw, null), (state.Status, state.Step.Name, state.Blocker));
        Assert.False(state.IsOver);
        Assert.DoesNotContain(state.Steps, step => step.Name == RoundSteps.Order);
    }

    [Fact]
    public void Without_a_worker_it_waits_and_names_the_queue()
    {
        var state = StateOf(Job(JobQueues.DrawRound, JobState.Pending));

        Assert.Equal(
            (RoundStatus.Waiting, "waits for a worker for generator-draw-round"), (state.Status, state.Blocker));
    }

    [Fact]
    public void While_shards_are_drawn_the_step_counts_the_images_of_all_of_them()
    {
        var state = StateOf(
            Shard(2, JobState.Pending),
            Shard(1, JobState.Running) with { Progress = new(10, 36, "attempt 2 for 10 tiles", 5), UpdatedAt = 4600 },
            Shard(0, JobState.Done) with { UpdatedAt = 3600 },
            Job(JobQueues.DrawRound, JobState.Done));

        Assert.Equal((RoundStatus.Running, RoundSteps.Draw), (state.Status, state.Step.Name));
        // 46 images in 4.6 s, so the other 62 take 6.2 s
        Assert.Equal(new JobProgress(46, 108, "attempt 2 for 10 tiles", 6.2), state.Step.Progress);
        Assert.Equal((JobState.Running, "draw"), Assert.Single(state.Work.Select(work => (work.State, work.Kind))));
    }

    [Fact]
    public void A_failed_shard_parks_the_round_and_is_the_job_of_the_step()
    {
        var failed = Shard(1, JobState.Failed) with { Error = "no room", Attempts = 3 };

        var state = StateOf(Shard(2, JobState.Running), failed, Shard(0, JobState.Done));

        Assert.Equal(
            (RoundStatus.Parked, "generator-draw-shard was given up after 3 tries: no room"),
            (state.Status, state.Blocker));
        Assert.Same(failed, state.Step.Job);
    }

    [Fact]
    public void A_drawing_is_done_once_its_shards_are_joined()
    {
        var shards = new[] { Shard(1, JobState.Done), Shard(0, JobState.Done) };
        var joined = Job(JobQueues.AssembleShards, JobState.Done, Completed, _images);

        Assert.Equal(
            (RoundStatus.Waiting, RoundSteps.Draw), (StateOf(shards).Status, StateOf(shards).Step.Name));
        Assert.Equal(RoundSteps.Rate, StateOf([joined, .. shards]).Step.Name);
    }

    [Fact]
    public void The_scoring_of_images_is_one_step_until_some_are_chosen()
    {
        var chosen = new ImagesOrdered
        {
            RoundId = Round,
            PlanKey = Plan,
            ImagesKey = "images",
            OrderKey = "order",
            Wanted = 30,
        };
        var scored = new ScoringCompleted { RoundId = Round, PlanKey = Plan, ImagesKey = "images", Shards = 2 };
        JobDocument[] jobs =
        [
            Scoring(1, JobState.Running) with { Progress = new(0, 20, null, 0) },
            Scoring(0, JobState.Done),
            Job(JobQueues.OrderImages, JobState.Done, _images),
            Job(JobQueues.DrawRound, JobState.Done),
        ];

        var running = StateOf(jobs);
        var scores = StateOf([Scoring(1, JobState.Done), .. jobs[1..]]);
        var over = StateOf([Job(JobQueues.ChooseImages, JobState.Done, scored, chosen), .. jobs[1..]]);

        Assert.Equal((RoundStatus.Running, RoundSteps.Order), (running.Status, running.Step.Name));
        Assert.Equal((20, 40), (running.Step.Progress!.Done, running.Step.Progress.Total));
        Assert.Equal((RoundStatus.Waiting, RoundSteps.Order), (scores.Status, scores.Step.Name));
        Assert.Equal(RoundSteps.Rate, over.Step.Name);
        Assert.Equal(["draw", "order"], over.Work.Select(work => work.Kind));
    }

    [Fact]
    public void With_queued_images_it_waits_for_raters()
    {
        var state = StateOf(
            Job(JobQueues.QueueImages, JobState.Done, _images), Job(JobQueues.DrawRound, JobState.Done));

        Assert.Equal((RoundStatus.Waiting, RoundSteps.Rate), (state.Status, state.Step.Name));
        Assert.Equal("waits for ratings", state.Blocker);
    }

    [Fact]
    public void A_failed_job_parks_it_whatever_else_runs()
    {
        var failed = Job(JobQueues.TrainReward, JobState.Failed, _quorum) with { Error = "no room", Attempts = 3 };

        var state = StateOf(failed, Job(JobQueues.DrawRound, JobState.Running));

        Assert.Equal(
            (RoundStatus.Parked, "reward-train-reward was given up after 3 tries: no room"),
            (state.Status, state.Blocker));
        Assert.Same(failed, state.Parked);
    }

    [Fact]
    public void A_round_whose_job_was_called_off_stands_still()
    {
        var called = Job(JobQueues.TrainReward, JobState.Cancelled, _quorum);

        var state = StateOf(called);

        Assert.Equal((RoundStatus.Parked, "reward-train-reward was called off"), (state.Status, state.Blocker));
        var failed = Job(JobQueues.QueueImages, JobState.Failed, _images) with { Error = "no room", Attempts = 3 };
        Assert.Same(failed, StateOf(called, failed).Parked);
    }

    [Fact]
    public void A_rejected_reward_model_ends_it_at_the_learning()
    {
        var state = StateOf(
            Job(JobQueues.TrainReward, JobState.Done, _quorum, _foretellsNothing),
            Job(JobQueues.OrderImages, JobState.Done, _images),
            Job(JobQueues.DrawRound, JobState.Done));

        Assert.Equal((RoundStatus.Rejected, "it foretells nothing"), (state.Status, state.Blocker));
        Assert.Equal("draw order rate learn", string.Join(' ', state.Steps.Select(step => step.Name)));
        Assert.Equal((true, null, _quorum), (state.IsOver, state.RewardKey, state.Learned));
    }

    [Fact]
    public void A_study_ends_with_its_reward_model()
    {
        var trained = new RewardModelTrained
        {
            RoundId = Round,
            PlanKey = Plan,
            ImagesKey = "images",
            RatingsKey = "ratings",
            RewardKey = "reward",
            ReportKey = "report",
            Study = true,
        };
        var drawn = Job(JobQueues.DrawRound, JobState.Done) with
        {
            Outgoing = [StoredEvent.Of(_images with { Study = true })],
        };
        var queued = Job(JobQueues.QueueImages, JobState.Done, _images with { Study = true });

        var (open, ended) = (
            StateOf(queued, drawn),
            StateOf(Job(JobQueues.TrainReward, JobState.Done, _quorum, trained), queued, drawn));

        Assert.Equal((RoundStatus.Waiting, "waits for ratings", false), (open.Status, open.Blocker, open.HasLearned));
        Assert.Equal("draw rate learn", string.Join(' ', open.Steps.Select(step => step.Name)));
        Assert.Equal((RoundStatus.Done, null, true), (ended.Status, ended.Blocker, ended.IsOver));
        Assert.Equal(("reward", "report"), (ended.TrainedRewardKey, ended.RewardReportKey));
        Assert.True(ended.Jobs[0].EndsRound);
    }

    [Fact]
    public void A_rejected_adapter_ends_it_once_the_loop_has_gone_on()
    {
        var decided = Job(JobQueues.DecideAdapter, JobState.Done, _quorum, _rejected);

        var goesOn = StateOf(Job(JobQueues.ContinueAfterAdapter, JobState.Pending), decided);
        var over = StateOf(decided);

        Assert.Equal((RoundStatus.Rejected, false), (goesOn.Status, goesOn.IsOver));
        Assert.Equal((RoundStatus.Rejected, true, "recall fell"), (over.Status, over.IsOver, over.Blocker));
        Assert.Equal(RoundSteps.Decide, over.Steps[^1].Name);
        Assert.All(over.Steps, step => Assert.Equal(JobState.Done, step.State));
    }

    [Fact]
    public void A_promoted_adapter_ends_it_once_it_is_the_champion()
    {
        var decided = Job(JobQueues.DecideAdapter, JobState.Done, _quorum, _promoted);

        var (announced, champion) = (
            StateOf(decided), StateOf(Job(JobQueues.PromoteAdapter, JobState.Done, _promoted), decided));

        Assert.Equal(
            (RoundStatus.Waiting, RoundSteps.Promote, true, false),
            (announced.Status, announced.Step.Name, announced.IsPromoted, announced.IsOver));
        Assert.Equal((RoundStatus.Done, true, null), (champion.Status, champion.IsOver, champion.Blocker));
    }

    private static DrawingCompleted Completed => new()
    {
        RoundId = Round,
        PlanKey = Plan,
        Purpose = ImagePurpose.Training,
        Shards = 2,
    };

    private static JobDocument Shard(int number, JobState state) => Job(
        JobQueues.DrawShard,
        state,
        new ShardRequested
        {
            RoundId = Round,
            PlanKey = Plan,
            Purpose = ImagePurpose.Training,
            Shard = number,
            Shards = 3,
            First = number * 36,
            Count = 36,
        });

    private static JobDocument Scoring(int number, JobState state) => Job(
        JobQueues.ScoreShard,
        state,
        new ScoringRequested
        {
            RoundId = Round,
            PlanKey = Plan,
            ImagesKey = "images",
            Shard = number,
            Shards = 2,
            First = number * 20,
            Count = 20,
        });

    private static RoundState StateOf(params JobDocument[] jobs) => RoundState.Of(jobs)!;

    private static JobDocument Job(
        JobQueue queue, JobState state, IRoundEvent? input = null, params IRoundEvent[] outgoing) => new()
        {
            Id = queue.Name,
            Stage = queue.Stage,
            Kind = queue.Kind,
            RoundId = Round,
            PlanKey = Plan,
            Input = StoredEvent.Of(input ?? new RoundRequested { RoundId = Round, PlanKey = Plan }),
            State = state,
            Outgoing = [.. outgoing.Select(StoredEvent.Of)],
        };
}
