using Microsoft.Extensions.DependencyInjection;
using PathAlign.Contracts.Events;
using PathAlign.Contracts.Plans;
using PathAlign.Contracts.Stages;
using PathAlign.Messaging.Jobs;
using PathAlign.Tests.Categories;
using PathAlign.Tests.Feedback;
using PathAlign.Web.Access;
using Xunit;

namespace PathAlign.Tests.Web;

/// <summary>Operators see what a round waits for.</summary>
[Browser]
public sealed class BlockedRoundTests(Chromium chromium)
{
    private readonly FeedbackStores _stores = new();

    [Fact]
    public async Task An_operator_reads_how_many_images_and_disputes_a_round_waits_for()
    {
        var images = await _stores.QueueRoundAsync(
            "r1", 5, new RatingPlan { RatersPerImage = 2, DisputeFrom = 0.5 });
        await using var host = await FeedbackHost.StartAsync(_stores);
        await DoneAsync(
            host, JobQueues.DrawRound, new RoundRequested { RoundId = images.RoundId, PlanKey = images.PlanKey });
        await DoneAsync(host, JobQueues.QueueImages, images);
        foreach (var (name, verdict) in new[] { ("anna", "plausible"), ("bert", "implausible") })
        {
            var key = await host.RegisterAsync(name);
            for (var i = 0; i < 4; i++) await host.RateAsync($"r1-training-{i:000}", key, $"k{i}", verdict);
        }
        await using var page = await RatingPage.OpenAsync(await chromium.BrowserAsync(), host);

        await page.SignInAsync(host, "olga", RaterRole.Operator);

        await page.Page.WaitForSelectorAsync(
            ".blocker:has-text('1 of 5 images wait for ratings, 4 disputes wait for a reviewer.')");
        await page.ScreenshotAsync("blocked-round");
        await Accessibility.ExpectNoneAsync(page.Page, "blocked round");
        page.ExpectNoFaults();
    }

    private static async Task DoneAsync(FeedbackHost host, JobQueue queue, IRoundEvent input)
    {
        var jobs = host.Services.GetRequiredService<JobStore>();
        var job = await jobs.SubmitAsync(queue.Stage, queue.Kind, input);
        await jobs.UpdateAsync(
            job.Id, stored => stored with { State = JobState.Done, Announced = true }, CancellationToken.None);
    }
}
