using PathAlign.Feedback.Ratings;
using Xunit;

namespace PathAlign.Tests.Feedback;

public sealed class LanesTests
{
    [Fact]
    public async Task Steps_without_a_common_name_run_side_by_side_and_no_more_than_so_many()
    {
        using var lanes = new Lanes(3);
        var (release, inside, most) = (new TaskCompletionSource(), 0, 0);
        var together = new TaskCompletionSource();

        var all = Enumerable.Range(0, 6).Select(i => lanes.Add([$"{i}"], async () =>
        {
            var now = Interlocked.Increment(ref inside);
            lock (together) most = Math.Max(most, now);
            if (now == 3) together.TrySetResult();
            await release.Task;
            return Interlocked.Decrement(ref inside);
        })).ToList();
        await together.Task.WaitAsync(TimeSpan.FromSeconds(30));
        release.SetResult();
        await Task.WhenAll(all);

        Assert.Equal(3, most);
    }

    [Fact]
    public async Task Steps_with_a_common_name_run_in_the_order_in_which_they_came()
    {
        using var lanes = new Lanes(8);
        var order = new List<int>();

        await Task.WhenAll(
            Enumerable.Range(0, 20)
                .Select(i => lanes.Add([i % 2 == 0 ? "even" : "odd", i is 4 or 5 ? "both" : $"{i}"], async () =>
        {
            await Task.Yield();
            lock (order) order.Add(i);
            return i;
        })));

        Assert.Equal(Enumerable.Range(0, 10).Select(i => 2 * i), order.Where(i => i % 2 == 0));
        Assert.Equal(Enumerable.Range(0, 10).Select(i => (2 * i) + 1), order.Where(i => i % 2 == 1));
        Assert.True(order.IndexOf(4) < order.IndexOf(5));
    }

    [Fact]
    public async Task Once_a_step_has_thrown_none_begins_any_more()
    {
        using var lanes = new Lanes(1);
        var (begin, ran) = (new TaskCompletionSource(), false);

        var failing = lanes.Add<bool>(["a"], async () =>
        {
            await begin.Task;
            throw new IOException("away");
        });
        var after = lanes.Add(["a"], () => Task.FromResult(ran = true));
        var beside = lanes.Add(["b"], () => Task.FromResult(ran = true));
        begin.SetResult();

        await Assert.ThrowsAsync<IOException>(() => failing);
        await Assert.ThrowsAsync<IOException>(() => after);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => beside);
        Assert.False(ran);
        Assert.IsType<IOException>(
            (await Assert.ThrowsAnyAsync<Exception>(() => Task.WhenAll(beside, failing, after))));
    }
}
