using System.ComponentModel.DataAnnotations;

namespace PathAlign.Messaging.RabbitMq;

/// <summary>Where RabbitMQ is, and who this process is there.</summary>
public sealed record BusOptions
{
    /// <summary>Where the settings stand.</summary>
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

    /// <summary>The user; has to be named outside Development.</summary>
    public string User { get; set; } = "";

    /// <summary>The user's password; has to be named outside Development.</summary>
    public string Password { get; set; } = "";

    /// <summary>Whether the connection is encrypted, and the broker's certificate checked.</summary>
    public bool Tls { get; set; }

    /// <summary>The name that the broker's certificate has to bear; <see cref="Host"/> when empty.</summary>
    public string TlsServerName { get; set; } = "";

    /// <summary>
    /// A PEM file with the authority that signed the broker's certificate; the system's authorities when empty.
    /// </summary>
    public string TlsAuthority { get; set; } = "";

    /// <summary>
    /// How often a message is handed out again, after consumers died over it, before it goes to the queue's dead
    /// letters.
    /// </summary>
    [Range(1, 1000)]
    public int DeliveryLimit { get; set; } = 20;

    /// <summary>
    /// How often, in seconds, the broker is asked to say that it is there. A connection on which it says nothing for
    /// twice that is given up and made anew, also while it is being made.
    /// </summary>
    [Range(1, 600)]
    public int HeartbeatSeconds { get; set; } = 30;

    internal int PortOrDefault => Port != 0 ? Port : Tls ? 5671 : 5672;
}
