using System.ComponentModel.DataAnnotations;

namespace PathAlign.Messaging.RabbitMq;

/// <summary>The address of RabbitMQ and the credentials of this process.</summary>
public sealed record BusOptions
{
    /// <summary>The section of the settings.</summary>
    public const string Section = "Bus";

    /// <summary>The broker's host name or address.</summary>
    [Required]
    public string Host { get; set; } = "localhost";

    /// <summary>The broker's port; 0 for 5672, or 5671 with TLS.</summary>
    [Range(0, 65535)]
    public int Port { get; set; }

    /// <summary>The virtual host.</summary>
    [Required]
    public string VirtualHost { get; set; } = "/";

    /// <summary>The user; required outside Development.</summary>
    public string User { get; set; } = "";

    /// <summary>The user's password; required outside Development.</summary>
    public string Password { get; set; } = "";

    /// <summary>Whether to encrypt the connection and check the broker's certificate.</summary>
    public bool Tls { get; set; }

    /// <summary>The required name in the broker's certificate; <see cref="Host"/> if empty.</summary>
    public string TlsServerName { get; set; } = "";

    /// <summary>
    /// A PEM file with the authority that signed the broker's certificate; the system's authorities if empty.
    /// </summary>
    public string TlsAuthority { get; set; } = "";

    /// <summary>
    /// How often a message is redelivered after its consumer died, before it goes to the dead-letter queue.
    /// </summary>
    [Range(1, 1000)]
    public int DeliveryLimit { get; set; } = 20;

    /// <summary>
    /// The interval of heartbeats in seconds. A connection without data from the broker for two intervals is closed and
    /// opened again, also while it is being opened.
    /// </summary>
    [Range(1, 600)]
    public int HeartbeatSeconds { get; set; } = 30;

    /// <summary>The name that the broker's certificate must have.</summary>
    public string ServerName => TlsServerName.Length > 0 ? TlsServerName : Host;

    /// <summary>The port, also where the settings name none.</summary>
    public int PortOrDefault => Port != 0 ? Port : Tls ? 5671 : 5672;
}
