namespace TorchSharp;

/// <summary>The kinds of device, numbered as in LibTorch.</summary>
public enum DeviceType
{
    CPU = 0,
    CUDA = 1,
    META = 14,
}

public static partial class torch
{
    /// <summary>Where a tensor lives: a kind and, for CUDA, an index (−1: the current one).</summary>
    public class Device
    {
        public Device(DeviceType deviceType, int index = -1)
        {
            (type, this.index) = (deviceType, index);
        }

        /// <summary>From <c>cpu</c>, <c>cuda</c> or <c>cuda:1</c>.</summary>
        /// <exception cref="ArgumentException">No such device name.</exception>
        public Device(string description)
        {
            var parts = description.Split(':');
            (type, index) = parts switch
            {
                ["cpu"] => (DeviceType.CPU, -1),
                ["cuda"] => (DeviceType.CUDA, 0),
                ["cuda", var text] when int.TryParse(text, out var number) && number >= 0 => (DeviceType.CUDA, number),
                ["meta"] => (DeviceType.META, -1),
                _ => throw new ArgumentException($"device: expected cpu, cuda or cuda:N, got '{description}'"),
            };
        }

        public DeviceType type { get; }

        public int index { get; }

        public static implicit operator Device(string description) => new(description);

        public override string ToString() => index < 0 ? type.ToString().ToLowerInvariant() : $"{type.ToString().ToLowerInvariant()}:{index}";
    }

    public static readonly Device CPU = new(DeviceType.CPU);

    public static Device CUDA { get; } = new(DeviceType.CUDA, 0);

    private static volatile Device? _defaultDevice;

    /// <summary>Where tensors and modules are made, on every thread, by whoever does not say where.</summary>
    public static void set_default_device(Device device) => _defaultDevice = device.type == DeviceType.CPU ? null : device;

    /// <inheritdoc cref="set_default_device(Device)"/>
    public static Device get_default_device() => _defaultDevice ?? CPU;

    public static Device device(string description) => new(description);

    public static Device device(DeviceType deviceType, int index = -1) => new(deviceType, index);
}
