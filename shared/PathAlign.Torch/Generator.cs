using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>A source of pseudo-random numbers on the CPU, with a state of its own.</summary>
    public class Generator : IDisposable
    {
        private IntPtr _handle;

        /// <param name="seed">Where the sequence starts.</param>
        /// <param name="device">The CPU; draw there and move, so that the numbers are the same on every device.</param>
        /// <exception cref="NotSupportedException">Another device.</exception>
        public Generator(ulong seed = 0, Device? device = null)
        {
            if (device is not null && device.type != DeviceType.CPU)
                throw new NotSupportedException($"Generator: expected the CPU, got {device}; draw on the CPU and move the result");
            _handle = Native.pt_generator(seed);
        }

        private Generator(IntPtr handle)
        {
            _handle = handle;
        }

        ~Generator() => Release();

        /// <summary>The generator behind every random operator that is given none.</summary>
        public static Generator Default { get; } = new(Native.pt_default_generator());

        public IntPtr Handle => _handle != IntPtr.Zero ? _handle : throw new ObjectDisposedException(nameof(Generator));

        public Device device => CPU;

        public Generator manual_seed(long seed)
        {
            Native.pt_generator_seed(Handle, (ulong)seed);
            return this;
        }

        public long initial_seed() => (long)Native.pt_generator_initial_seed(Handle);

        public Tensor get_state() => new(Native.pt_generator_state(Handle, IntPtr.Zero));

        public void set_state(Tensor value) => _ = Native.pt_generator_state(Handle, value.Handle);

        public void Dispose()
        {
            Release();
            GC.SuppressFinalize(this);
        }

        private void Release()
        {
            var handle = Interlocked.Exchange(ref _handle, IntPtr.Zero);
            if (handle != IntPtr.Zero) Native.pt_generator_release(handle);
        }
    }

    public static partial class random
    {
        /// <summary>Seeds the default generators of all devices.</summary>
        public static Generator manual_seed(long seed)
        {
            Native.Check(Native.pt_seed((ulong)seed), "manual_seed");
            return Generator.Default;
        }
    }

    /// <inheritdoc cref="random.manual_seed"/>
    public static Generator manual_seed(long seed) => random.manual_seed(seed);
}
