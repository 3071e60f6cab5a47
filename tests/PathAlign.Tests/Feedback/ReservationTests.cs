using System.Net;
using System.Net.Http.Json;
using PathAlign.Contracts.Plans;
using PathAlign.Feedback.Queueing;
using PathAlign.Storage.Documents;
using PathAlign.Tests.Feedback.Blinding;
using Xunit;

namespace PathAlign.Tests.Feedback;

public sealed class ReservationTests
{
    private readonly FeedbackStores _stores = new();

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task However_many_ask_at_once_no_image_is_handed_to_more_raters_than_wanted(int wanted)
    {
        await _stores.QueueRoundAsync("r1", 40, new RatingPlan { RatersPerImage = wanted });
        await using var host = await FeedbackHost.StartAsync(_stores);
        var keys = await Task.WhenAll(Enumerable.Range(0, 12).Select(i => host.RegisterAsync($"rater-{i:00}")));

        var handed = await Task.WhenAll(keys.Select(key => NextAsync(host, key, 12)));

        var raters = handed.SelectMany((ids, rater) => ids.Select(id => (id, rater)))
            .GroupBy(x => x.id)
            .Select(g => g.Count())
            .ToList();
        Assert.All(raters, count => Assert.InRange(count, 1, wanted));
        Assert.Equal(Math.Min(40 * wanted, 12 * 12), raters.Sum());
    }

    [Fact]
    public async Task Asking_again_brings_the_same_until_it_is_rated()
    {
        await _stores.QueueRoundAsync("r1", 10);
        await using var host = await FeedbackHost.StartAsync(_stores);
        var key = await host.RegisterAsync("anna");

        var first = await NextAsync(host, key, 4);
        await host.RateAsync(first[1], key, "k1");
        var second = await NextAsync(host, key, 4);

        Assert.Equal([first[0], first[2], first[3]], second[..3]);
        Assert.Equal(4, second.Length);
    }

    [Fact]
    public async Task What_a_rater_leaves_lying_goes_to_another_after_a_while_and_stays_with_the_first_too()
    {
        await _stores.QueueRoundAsync("r1", 3);
        var clock = new TestClock();
        await using var host = await FeedbackHost.StartAtAsync(
            _stores, 0, clock, settings: ("ReservationMinutes", "10"));
        var (anna, bert) = (await host.RegisterAsync("anna"), await host.RegisterAsync("bert"));

        var first = await NextAsync(host, anna, 10);
        Assert.Equal(3, first.Length);
        Assert.Empty(await NextAsync(host, bert, 10));
        clock.Advance(TimeSpan.FromMinutes(11));
        Assert.Equal(3, (await NextAsync(host, bert, 10)).Length);
        Assert.Equal(first, await NextAsync(host, anna, 10));
        clock.Advance(TimeSpan.FromMinutes(11));
        Assert.Equal(first, await NextAsync(host, anna, 10));
    }

    [Fact]
    public async Task What_is_left_lying_comes_after_new_items_with_the_place_and_the_name_that_it_had()
    {
        // so that items have names of their own
        await _stores.QueueRoundAsync("r1", 12, new RatingPlan { RepeatShare = 0.05 });
        var clock = new TestClock();
        await using var host = await FeedbackHost.StartAtAsync(
            _stores, 0, clock, settings: ("ReservationMinutes", "10"));
        var (anna, bert) = (await host.RegisterAsync("anna"), await host.RegisterAsync("bert"));
        var first = await NextAsync(host, anna, 3);
        clock.Advance(TimeSpan.FromMinutes(11));
        Assert.Equal(12, (await NextAsync(host, bert, 12)).Length);
        Assert.Equal(first, await NextAsync(host, anna, 3));   // nothing new is free
        clock.Advance(TimeSpan.FromMinutes(11));

        var again = await NextAsync(host, anna, 6);
        var all = await NextAsync(host, anna, 12);

        Assert.Empty(first.Intersect(again));
        Assert.Equal(first, all[^3..]);
        Assert.Equal(12, all.Distinct().Count());
        var places = (await _stores.AllAsync("presentations")).Where(d => (string)d.Body["rater"]! == "anna")
            .Select(d => (int)d.Body["place"]!);
        Assert.Equal(Enumerable.Range(1, 12), places.Order());
    }

    [Fact]
    public async Task A_clock_that_is_put_back_keeps_no_image_for_a_rater_who_left()
    {
        await _stores.QueueRoundAsync("r1", 3);
        var clock = new TestClock();
        await using var host = await FeedbackHost.StartAtAsync(
            _stores, 0, clock, settings: ("ReservationMinutes", "10"));
        var (anna, bert) = (await host.RegisterAsync("anna"), await host.RegisterAsync("bert"));
        Assert.Equal(3, (await NextAsync(host, anna, 10)).Length);
        Assert.Empty(await NextAsync(host, bert, 10));

        clock.Jump(TimeSpan.FromHours(-1));

        Assert.Equal(3, (await NextAsync(host, bert, 10)).Length);
    }

    [Fact]
    public async Task A_rating_without_a_reservation_is_as_good()
    {
        await _stores.QueueRoundAsync("r1", 2);
        await using var host = await FeedbackHost.StartAsync(_stores);
        var (anna, bert) = (await host.RegisterAsync("anna"), await host.RegisterAsync("bert"));
        var carl = await host.RegisterAsync("carl");
        var image = (await NextAsync(host, anna, 1))[0];

        var name = (await _stores.ImagesOfAsync([image]))[0];
        Assert.Equal(HttpStatusCode.Created, (await host.RateAsync(name, bert, "k1")).StatusCode);
        Assert.DoesNotContain(name, await _stores.ImagesOfAsync(await NextAsync(host, carl, 10)));
    }

    [Fact]
    public async Task What_is_put_off_last_comes_back_last_even_if_the_clock_was_put_back()
    {
        await _stores.QueueRoundAsync("r1", 3);
        var clock = new TestClock();
        await using var host = await FeedbackHost.StartAtAsync(
            _stores, 0, clock, settings: ("ReservationMinutes", "10"));
        var anna = await host.RegisterAsync("anna");
        var all = await NextAsync(host, anna, 3);

        await SkipAsync(host, anna, all[1]);
        clock.Jump(TimeSpan.FromSeconds(-5));
        await SkipAsync(host, anna, all[0]);

        Assert.Equal([all[2], all[1], all[0]], await NextAsync(host, anna, 3));
    }

    [Fact]
    public async Task What_is_put_off_is_free_for_others_and_comes_back_at_the_end()
    {
        await _stores.QueueRoundAsync("r1", 4);
        await using var host = await FeedbackHost.StartAsync(_stores);
        var (anna, bert) = (await host.RegisterAsync("anna"), await host.RegisterAsync("bert"));
        var all = await NextAsync(host, anna, 4);

        Assert.Equal(HttpStatusCode.NoContent, (await SkipAsync(host, anna, all[0])).StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, (await SkipAsync(host, anna, all[1])).StatusCode);

        Assert.Equal([all[2], all[3], all[0], all[1]], await NextAsync(host, anna, 4));
        await SkipAsync(host, anna, all[0]);
        Assert.Equal(
            await _stores.ImagesOfAsync([all[0]]), await _stores.ImagesOfAsync(await NextAsync(host, bert, 4)));
        Assert.Equal([all[2], all[3], all[1], all[0]], await NextAsync(host, anna, 4));
        await ExpectProblem.Async(404, "unknown-image", SkipAsync(host, bert, all[2]));
        await ExpectProblem.Async(404, "unknown-image", SkipAsync(host, bert, "no-such-image"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_others_rate_meanwhile_tells_nobody_which_items_are_hidden(bool postponed)
    {
        var plan = new RatingPlan { RepeatShare = 0.2, ControlShare = 0.2 };
        await _stores.QueueRoundAsync("r1", 60, plan);
        var clock = new TestClock();
        await using var host = await FeedbackHost.StartAtAsync(
            _stores, 0, clock, settings: ("ReservationMinutes", "10"));
        var (anna, bert) = (await host.RegisterAsync("anna"), await host.RegisterAsync("bert"));
        for (var i = 0; i < 12; i++) await host.RateAsync((await NextAsync(host, anna, 1))[0], anna, $"a{i}");
        var held = await NextAsync(host, anna, 24);
        if (postponed)
            foreach (var id in held) await SkipAsync(host, anna, id);
        else clock.Advance(TimeSpan.FromMinutes(11));
        var others = await NextAsync(host, bert, 100);
        for (var i = 0; i < others.Length; i++)
            if (i % 2 == 0) await host.RateAsync(others[i], bert, $"b{i}");

        var again = await NextAsync(host, anna, 100);

        Assert.Equal(held, again[^held.Length..]);
        var roles = (await _stores.AllAsync("presentations"))
            .ToDictionary(d => (string)d.Body["itemId"]!, d => (string)d.Body["role"]!);
        Assert.Contains(held, id => roles[id] == "Study");
        Assert.Contains(held, id => roles[id] is "Repeat" or "Control");
        var shared = (await _stores.AllAsync("presentations")).GroupBy(d => (string)d.Body["imageId"]!)
            .Count(g => g.Count() == 2);
        Assert.InRange(shared, 10, 60);   // bert got what she held
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task However_much_lies_on_a_desk_a_hidden_item_costs_what_an_image_costs(bool postponed)
    {
        var counting = new CountingDocuments(new InMemoryDocumentStore());
        var stores = new FeedbackStores { Served = counting };
        await stores.QueueRoundAsync("r1", 160, new RatingPlan { RepeatShare = 0.3, ControlShare = 0.3 });
        await using var host = await FeedbackHost.StartAsync(stores);
        var (anna, bert) = (await host.RegisterAsync("anna"), await host.RegisterAsync("bert"));
        for (var i = 0; i < 12; i++) await host.RateAsync((await NextAsync(host, anna, 1))[0], anna, $"a{i}");
        foreach (var id in await NextAsync(host, anna, 24))
            if (postponed) await SkipAsync(host, anna, id);
        await NextAsync(host, bert, 20);
        var costs = new Dictionary<string, (int Reads, int Writes)>();

        for (var desk = 25; desk < 85; desk++)
        {
            counting.Take();
            var drawn = (await NextAsync(host, anna, postponed ? 1 : desk))[postponed ? 0 : ^1];
            var (reads, writes) = counting.Take();
            // what lies there is read again, whatever it is
            costs[drawn] = (postponed ? reads : reads - (2 * desk), writes);
            if (postponed) await SkipAsync(host, anna, drawn);
        }

        var roles = (await stores.AllAsync("presentations"))
            .ToDictionary(d => (string)d.Body["itemId"]!, d => (string)d.Body["role"]!);
        var hidden = costs.Where(c => roles[c.Key] != "Study").Select(c => c.Value).ToList();
        var images = costs.Where(c => roles[c.Key] == "Study").Select(c => c.Value).ToList();
        Assert.True(hidden.Count >= 5, $"expected at least 5 hidden items, found {hidden.Count}");
        Assert.Equal(Usual(images), Usual(hidden));

        // what the host does in the background is counted too, now and then
        static (int Reads, int Writes) Usual(IEnumerable<(int Reads, int Writes)> costs) =>
            costs.CountBy(cost => cost).MaxBy(count => count.Value).Key;
    }

    [Fact]
    public async Task What_is_postponed_in_one_set_waits_for_what_is_new_in_another()
    {
        await _stores.QueueRoundAsync("r1", 1, new RatingPlan { RatersPerImage = 2 });
        await _stores.QueueRoundAsync("r2", 2);
        await using var host = await FeedbackHost.StartAsync(_stores);
        var anna = await host.RegisterAsync("anna");
        var first = await NextAsync(host, anna, 1);
        await SkipAsync(host, anna, first[0]);

        var others = await NextAsync(host, anna, 1);
        await host.RateAsync(others[0], anna, "k1");
        await host.RateAsync((await NextAsync(host, anna, 1))[0], anna, "k2");

        Assert.NotEqual(first, others);
        Assert.Equal(first, await NextAsync(host, anna, 1));
    }

    private static Task<HttpResponseMessage> SkipAsync(FeedbackHost host, string key, string id)
    {
        var request = new HttpRequestMessage(HttpMethod.Put, $"/api/v1/queue/{id}/skip");
        request.Headers.Authorization = new("Bearer", key);
        return host.Client.SendAsync(request);
    }

    private static async Task<string[]> NextAsync(FeedbackHost host, string key, int count)
    {
        var answer = await host.GetAsync($"/api/v1/queue/next?count={count}", key);
        return answer.StatusCode == HttpStatusCode.NoContent
            ? []
            : [.. (await answer.Content.ReadFromJsonAsync<QueuePage>())!.Images.Select(i => i.Id)];
    }
}
