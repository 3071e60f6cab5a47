using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using PathAlign.Contracts;
using PathAlign.Contracts.Events;
using PathAlign.Feedback.Diagnosis;
using PathAlign.Feedback.Operations;
using PathAlign.Feedback.Ratings;
using PathAlign.Feedback.Records;
using PathAlign.Feedback.Retention;
using PathAlign.Files;
using PathAlign.Messaging.Jobs;
using PathAlign.Rounds;
using PathAlign.Standalone.Embedded;
using PathAlign.Storage.Objects;
using PathAlign.Web.Access;

namespace PathAlign.Standalone.Cluster;

/// <summary>The services of a cluster, by the API and an operator's key.</summary>
internal sealed class ClusterServices : IRoundServices
{
    private const int MostJobs = 200;
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(1), _toNextPass = TimeSpan.FromSeconds(70);
    private readonly ClusterAddress _cluster;
    private readonly HttpClient _http;

    /// <param name="cluster">Where it is, and the operator's key.</param>
    /// <param name="cacheFolder">Where downloads are kept.</param>
    internal ClusterServices(ClusterAddress cluster, string cacheFolder)
    {
        (_cluster, _http) = (cluster, Client(cluster));
        Objects = new ClusterObjectStore(_http, cacheFolder);
    }

    public IObjectStore Objects { get; }

    public Task StartAsync(CancellationToken cancel) => Task.CompletedTask;

    public Task StopAsync() => Task.CompletedTask;

    public async Task<string?> ChampionAsync(string generatorKey, CancellationToken cancel)
    {
        using var response = await _http.GetAsync($"/api/v1/champions/{ObjectKey.HashOf(generatorKey)}", cancel);
        await CheckAsync(response, cancel);
        return response.StatusCode == HttpStatusCode.NoContent
            ? null
            : (await response.Content.ReadFromJsonAsync<Champion>(cancel))!.AdapterKey;
    }

    public async Task RequestAsync(RoundRequested round, CancellationToken cancel)
    {
        using var response = await _http.PostAsJsonAsync(
            "/api/v1/rounds", new { roundId = round.RoundId, planKey = round.PlanKey }, cancel);
        await CheckAsync(response, cancel);
    }

    public async Task<IReadOnlyList<JobDocument>> JobsAsync(string? roundId, JobState? state, CancellationToken cancel)
    {
        var ofRound = roundId is null ? "" : $"&round={Uri.EscapeDataString(roundId)}";
        var inState = state is null ? "" : $"&state={state}";
        var jobs = new List<JobDocument>();
        string? after = null;
        do
        {
            var cursor = after is null ? "" : $"&after={Uri.EscapeDataString(after)}";
            using var response = await _http.GetAsync(
                $"/api/v1/jobs?count={MostJobs}{ofRound}{inState}{cursor}", cancel);
            await CheckAsync(response, cancel);
            var page = ContractJson.Read<JobPage>(await response.Content.ReadAsByteArrayAsync(cancel), "jobs");
            jobs.AddRange(page.Jobs);
            after = roundId is null ? null : page.Next;   // of all rounds, the latest jobs are enough
        }
        while (after is not null);
        return jobs;
    }

    public async Task<RoundProgress?> RatingsAsync(string roundId, CancellationToken cancel)
    {
        using var response = await _http.GetAsync($"/api/v1/sets/{Uri.EscapeDataString(roundId)}", cancel);
        if (response.StatusCode == HttpStatusCode.NotFound) return null;
        await CheckAsync(response, cancel);
        return await response.Content.ReadFromJsonAsync<RoundProgress>(cancel);
    }

    public Task<JobDocument?> RedriveAsync(string jobId, CancellationToken cancel) =>
        ChangeJobAsync(jobId, "redrive", cancel);

    public Task<JobDocument?> CancelJobAsync(string jobId, CancellationToken cancel) =>
        ChangeJobAsync(jobId, "cancel", cancel);

    public async Task<int?> RedriveQueueAsync(string queue, CancellationToken cancel)
    {
        using var response = await _http.PostAsync(
            $"/api/v1/dead-letters/{Uri.EscapeDataString(queue)}/redrive", null, cancel);
        if (response.StatusCode == HttpStatusCode.NotFound) return null;
        await CheckAsync(response, cancel);
        return (await response.Content.ReadFromJsonAsync<Redriven>(cancel))!.Count;
    }

    public async Task<int> RedriveWebhooksAsync(CancellationToken cancel)
    {
        using var response = await _http.PostAsync("/api/v1/webhooks/deliveries/redrive", null, cancel);
        await CheckAsync(response, cancel);
        return (await response.Content.ReadFromJsonAsync<Redriven>(cancel))!.Count;
    }

    public async Task<IReadOnlyList<Finding>> DiagnoseAsync(CancellationToken cancel)
    {
        using var response = await _http.GetAsync("/api/v1/diagnosis", cancel);
        await CheckAsync(response, cancel);
        return (await response.Content.ReadFromJsonAsync<IReadOnlyList<Finding>>(cancel))!;
    }

    public async Task<HttpClient> SimulatedRaterAsync(string name, CancellationToken cancel)
    {
        using var response = await _http.PostAsJsonAsync(
            "/api/v1/raters", new { name, role = "rater", kind = "simulated" }, cancel);
        await CheckAsync(response, cancel);
        return Client(_cluster with { Key = (await response.Content.ReadFromJsonAsync<IssuedKey>(cancel))!.Key });
    }

    public async Task<SweepReport> SweepAsync(bool dryRun, CancellationToken cancel)
    {
        var place = await BeginAsync($"/api/v1/sweeps?dryRun={(dryRun ? "true" : "false")}", cancel);
        return (await EndedAsync<SweepRun>(place, sweep => sweep.Done, cancel)).Report ?? new SweepReport([]);
    }

    public async Task<ErasureRun> EraseAsync(string name, Action<string> waits, CancellationToken cancel)
    {
        var place = await BeginAsync($"/api/v1/accounts/{Uri.EscapeDataString(name)}/erase", cancel);
        Stopwatch? waited = null;
        return await EndedAsync<ErasureRun>(
            place,
            run =>
            {
                if (run.Done || run.Error is not null) return true;
                if (run.WaitsFor is null) return false;
                if (waited is null) waits(run.WaitsFor);
                waited ??= Stopwatch.StartNew();
                // the service makes its next pass within a minute after that
                return run.SettleSeconds == 0 || waited.Elapsed > TimeSpan.FromSeconds(run.SettleSeconds) + _toNextPass;
            },
            cancel);
    }

    public ValueTask DisposeAsync()
    {
        _http.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task<JobDocument?> ChangeJobAsync(string jobId, string act, CancellationToken cancel)
    {
        using var response = await _http.PostAsync($"/api/v1/jobs/{Uri.EscapeDataString(jobId)}/{act}", null, cancel);
        if (response.StatusCode == HttpStatusCode.NotFound) return null;
        await CheckAsync(response, cancel);
        return ContractJson.Read<JobDocument>(await response.Content.ReadAsByteArrayAsync(cancel), "job");
    }

    private async Task<string> BeginAsync(string path, CancellationToken cancel)
    {
        using var response = await _http.PostAsync(path, null, cancel);
        await CheckAsync(response, cancel);
        return response.Headers.Location!.OriginalString;
    }

    private async Task<T> EndedAsync<T>(string place, Func<T, bool> ended, CancellationToken cancel)
    {
        while (true)
        {
            using var response = await _http.GetAsync(place, cancel);
            await CheckAsync(response, cancel);
            var found = (await response.Content.ReadFromJsonAsync<T>(cancel))!;
            if (ended(found)) return found;
            await Task.Delay(Poll, cancel);
        }
    }

    /// <exception cref="InvalidInputException">The cluster rejected the request; the message has its
    /// reason.</exception>
    internal static async Task CheckAsync(HttpResponseMessage response, CancellationToken cancel)
    {
        if (response.IsSuccessStatusCode) return;
        var problem = await response.Content.ReadAsStringAsync(cancel);
        throw new InvalidInputException(
            $"{response.RequestMessage?.RequestUri}",
            $"{(int)response.StatusCode}",
            problem.Length > 0 ? problem : $"expected success, got {response.ReasonPhrase}");
    }

    /// <summary>A client of the API with the operator's key.</summary>
    internal static HttpClient Client(ClusterAddress server)
    {
        var client = new HttpClient(new PatientHandler())
        {
            BaseAddress = server.Url,
            Timeout = TimeSpan.FromMinutes(10),
        };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", server.Key);
        return client;
    }
}
