using TorchSharp;

namespace PathAlign.Tests.Training;

/// <summary>Somebody else in the process who draws from LibTorch's one generator without end.</summary>
internal sealed class DrawsBeside : IDisposable
{
    private readonly Thread _thread;
    private volatile bool _ended;

    internal DrawsBeside()
    {
        using var drawn = new ManualResetEventSlim();
        _thread = new Thread(() =>
        {
            while (!_ended)
            {
                torch.rand(1).Dispose();
                drawn.Set();
                Thread.Sleep(1);   // a core of its own would take LibTorch's threads theirs
            }
        });
        _thread.Start();
        drawn.Wait();
    }

    public void Dispose()
    {
        _ended = true;
        _thread.Join();
    }
}
