using System.Collections.Concurrent;

namespace PathAlign.Storage.Mongo.Native;

/// <summary>Threads of their own for calls that block in native code, so that the thread pool never waits for a server. They start as they are needed.</summary>
internal sealed class BlockingCalls(int mostThreads) : IDisposable
{
    private readonly BlockingCollection<Action> _calls = [];
    private readonly List<Thread> _threads = [];
    private int _unfinished;

    /// <param name="call">Runs on one of the threads.</param>
    /// <param name="cancel">Stops the waiting; a call that has not begun is left out.</param>
    internal Task<T> RunAsync<T>(Func<T> call, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        Interlocked.Increment(ref _unfinished);
        _calls.Add(() =>
        {
            if (cancel.IsCancellationRequested) done.SetCanceled(cancel);
            else Complete(done, call);
        }, CancellationToken.None);
        AddThreadIfAllAreBusy();
        return done.Task.WaitAsync(cancel);
    }

    /// <summary>Lets the calls that wait end, and the threads after them.</summary>
    public void Dispose()
    {
        _calls.CompleteAdding();
        Thread[] threads;
        lock (_threads) threads = [.. _threads];
        foreach (var thread in threads) thread.Join();
        _calls.Dispose();
    }

    private static void Complete<T>(TaskCompletionSource<T> done, Func<T> call)
    {
        try
        {
            done.SetResult(call());
        }
        catch (Exception error)   // whatever it is, it belongs to the one who waits
        {
            done.SetException(error);
        }
    }

    private void AddThreadIfAllAreBusy()
    {
        lock (_threads)
        {
            if (_threads.Count == mostThreads || _threads.Count >= Volatile.Read(ref _unfinished)) return;
            var thread = new Thread(Work) { IsBackground = true, Name = "mongo" };
            _threads.Add(thread);
            thread.Start();
        }
    }

    private void Work()
    {
        foreach (var call in _calls.GetConsumingEnumerable())
        {
            call();
            Interlocked.Decrement(ref _unfinished);
        }
    }
}
