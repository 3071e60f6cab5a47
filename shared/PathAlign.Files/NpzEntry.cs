namespace PathAlign.Files;

/// <summary>An array to be written to an archive.</summary>
/// <param name="Name">Its name, without <c>.npy</c>.</param>
/// <param name="Header">Element type and shape, in C order and little endian.</param>
/// <param name="Write">Writes the elements to a stream.</param>
public sealed record NpzEntry(string Name, NpyHeader Header, Action<Stream> Write);
