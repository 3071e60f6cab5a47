using PathAlign.Messaging.Jobs;
using PathAlign.Storage.Documents;
using PathAlign.Tests.Files;

namespace PathAlign.Tests.Messaging;

/// <summary>Tests of jobs: a store, a work folder and a clock that machines share.</summary>
public abstract class JobTests : IDisposable
{
    private protected static readonly string JobId = JobIdentity.Of("toy", "toy", Toy.Request());
    private readonly TemporaryFolder _folder = new();
    private readonly SqliteDocumentStore _documents;

    protected JobTests() => Documents = new(_documents = new(_folder.At("documents.db")));

    private protected MovableClock Clock { get; } = new();

    private protected FailingDocuments Documents { get; }

    private protected string WorkFolder => Path.Combine(_folder.At("work"), JobId);

    private protected Task<Machine> StartAsync(Action<JobOptions>? configure = null, Toy? toy = null) => Machine.StartAsync(Documents, _folder.At("work"), Clock, configure, toy);

    public void Dispose()
    {
        _documents.Dispose();
        _folder.Dispose();
        GC.SuppressFinalize(this);
    }
}
