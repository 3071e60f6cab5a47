using TorchSharp.Modules;

namespace TorchSharp
{
    namespace Modules
    {
        /// <summary>A tensor that a module learns; it takes over the tensor it is made from.</summary>
        public class Parameter : torch.Tensor
        {
            public Parameter(torch.Tensor data, bool requires_grad = true) : base(Take(data, requires_grad, out var scope))
            {
                OwningDisposeScope?.Detach(this);
                scope?.Attach(this);
            }

            private static IntPtr Take(torch.Tensor data, bool requiresGrad, out DisposeScope? scope)
            {
                data.requires_grad_(requiresGrad);
                scope = data.OwningDisposeScope;
                scope?.Detach(data);
                return data.TakeHandle();
            }
        }
    }

    public static partial class torch
    {
        public static partial class nn
        {
            public static Parameter Parameter(Tensor data, bool requires_grad = true) => new(data, requires_grad);
        }
    }

    /// <summary>Conversions of tensors.</summary>
    public static class TensorExtensionMethods
    {
        public static Parameter AsParameter(this torch.Tensor tensor) => new(tensor);
        public static float ToSingle(this torch.Tensor value) => value.item<float>();
        public static double ToDouble(this torch.Tensor value) => value.item<double>();
        public static long ToInt64(this torch.Tensor value) => value.item<long>();
        public static int ToInt32(this torch.Tensor value) => value.item<int>();
    }
}
