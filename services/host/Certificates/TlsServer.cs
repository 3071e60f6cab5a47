namespace PathAlign.Hosting.Certificates;

/// <summary>A server that this process reaches by TLS.</summary>
/// <param name="Name">What it is for: broker, database, objects or collector.</param>
/// <param name="Host">Its host name or address.</param>
/// <param name="Port">Its port.</param>
/// <param name="ServerName">The name that the process asks it for.</param>
internal sealed record TlsServer(string Name, string Host, int Port, string ServerName);
