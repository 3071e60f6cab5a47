namespace TorchSharp;

/// <summary>Frees at its end every tensor made on this thread since its start, save those moved out. Scopes nest.</summary>
public sealed class DisposeScope : IDisposable
{
    [ThreadStatic] private static DisposeScope? t_current;
    private HashSet<IDisposable> _disposables = new(ReferenceEqualityComparer.Instance);
    private DisposeScope? _outer;
    private bool _disposed;

    internal DisposeScope()
    {
        _outer = t_current;
        t_current = this;
    }

    internal static DisposeScope? Current => t_current;

    /// <summary>How many tensors the scope holds.</summary>
    public int DisposablesCount => _disposables.Count;

    /// <summary>Whether the scope would free <paramref name="disposable"/>.</summary>
    public bool Contains(IDisposable disposable) => _disposables.Contains(disposable);

    /// <summary>Hands a tensor to the enclosing scope; without one it lives until it is disposed of by hand.</summary>
    public T MoveToOuter<T>(T disposable) where T : IDisposable
    {
        MoveTo(_outer, disposable);
        return disposable;
    }

    /// <inheritdoc cref="MoveToOuter{T}(T)"/>
    public (T1 first, T2 second) MoveToOuter<T1, T2>(T1 first, T2 second) where T1 : IDisposable where T2 : IDisposable =>
        (MoveToOuter(first), MoveToOuter(second));

    /// <inheritdoc cref="MoveToOuter{T}(T)"/>
    public void MoveToOuter(params IDisposable[] disposables)
    {
        foreach (var disposable in disposables) MoveTo(_outer, disposable);
    }

    /// <summary>Takes a tensor out of all scopes.</summary>
    public T Detach<T>(T disposable) where T : IDisposable
    {
        MoveTo(null, disposable);
        return disposable;
    }

    /// <summary>Puts a tensor into this scope.</summary>
    public void Attach(IDisposable disposable)
    {
        if (disposable is not torch.Tensor tensor) throw new InvalidOperationException("DisposeScope can only manage tensors");
        tensor.OwningDisposeScope?._disposables.Remove(tensor);
        Add(tensor);
    }

    /// <summary>Frees all that the scope holds now, and goes on.</summary>
    public void DisposeEverything()
    {
        var held = _disposables;
        _disposables = new(ReferenceEqualityComparer.Instance);
        foreach (var disposable in held) disposable.Dispose();
    }

    /// <summary>Frees all that the scope holds now, save <paramref name="keep"/>.</summary>
    public T DisposeEverythingBut<T>(T keep) where T : IDisposable
    {
        var kept = _disposables.Remove(keep);
        DisposeEverything();
        if (kept) _disposables.Add(keep);
        return keep;
    }

    /// <summary>Frees what the scope holds and ends it.</summary>
    public void Dispose()
    {
        if (_disposed) return;
        _disposed = true;
        DisposeEverything();
        for (DisposeScope? scope = t_current, inner = null; scope is not null; inner = scope, scope = scope._outer)
        {
            if (!ReferenceEquals(scope, this)) continue;
            if (inner is null) t_current = _outer;
            else inner._outer = _outer;
            break;
        }
    }

    internal void Add(torch.Tensor tensor)
    {
        _disposables.Add(tensor);
        tensor.OwningDisposeScope = this;
    }

    internal void Remove(torch.Tensor tensor) => _disposables.Remove(tensor);

    internal void Replace(torch.Tensor original, torch.Tensor replacement)
    {
        if (_disposables.Remove(original)) Add(replacement);
        original.OwningDisposeScope = null;
    }

    private void MoveTo(DisposeScope? scope, IDisposable disposable)
    {
        if (disposable is not torch.Tensor tensor || !_disposables.Remove(tensor)) return;
        tensor.OwningDisposeScope = null;
        scope?.Add(tensor);
    }
}
