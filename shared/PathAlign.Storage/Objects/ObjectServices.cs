using Microsoft.Extensions.DependencyInjection;
using PathAlign.Storage.Documents;

namespace PathAlign.Storage.Objects;

/// <summary>Composes what stands in front of an object store.</summary>
public static class ObjectServices
{
    /// <summary>
    /// Puts <see cref="ReplacedObjects"/> in front of the object store that was added before. An
    /// <see cref="IDocumentStore"/> has to be among the services.
    /// </summary>
    /// <exception cref="InvalidOperationException">No object store was added.</exception>
    public static IServiceCollection AddReplacedObjects(this IServiceCollection services)
    {
        var store = services.LastOrDefault(s => s.ServiceType == typeof(IObjectStore))
            ?? throw new InvalidOperationException("expected an object store among the services, found none");
        services.Remove(store);
        services.AddSingleton(s => new ReplacedObjects(Inner(s, store), s.GetRequiredService<IDocumentStore>()));
        services.AddSingleton<IObjectStore>(s => s.GetRequiredService<ReplacedObjects>());
        return services.AddSingleton<IObjectInventory>(s => s.GetRequiredService<ReplacedObjects>());
    }

    private static IObjectStore Inner(IServiceProvider services, ServiceDescriptor store) =>
        (IObjectStore)(store.ImplementationInstance ?? store.ImplementationFactory!(services));
}
