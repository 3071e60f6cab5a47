using PathAlign.Messaging.Jobs;
using PathAlign.Messaging.Outbox;
using PathAlign.Storage.Documents;
using PathAlign.Tests.Files;

namespace PathAlign.Tests.Messaging;

/// <summary>Tests of jobs: a store, a work folder and a clock that machines share.</summary>
public abstract class JobTests : IDisposable
{
    private protected static readonly string JobId = JobIdentity.Of("toy", "toy", Toy.Request());
    private readonly TemporaryFolder _folder = new();
    private readonly SqliteDocumentStore _documents;
    private readonly IDisposable _running;

    protected JobTests() => (Documents, _running) = (new(_documents = new(_folder.At("documents.db"))), Clock.Run());

    /// <summary>Runs with the machine's; a test lets more time pass, or has it jump.</summary>
    private protected TestClock Clock { get; } = new();

    private protected FailingDocuments Documents { get; }

    private protected string WorkFolder => Path.Combine(_folder.At("work"), JobId);

    private protected Task<Machine> StartAsync(
        Action<JobOptions>? configure = null,
        Toy? toy = null,
        TimeProvider? clock = null,
        Action<OutboxOptions>? outbox = null) =>
        Machine.StartAsync(Documents, _folder.At("work"), clock ?? Clock, configure, toy, outbox);

    public void Dispose()
    {
        _running.Dispose();
        _documents.Dispose();
        _folder.Dispose();
        GC.SuppressFinalize(this);
    }
}
