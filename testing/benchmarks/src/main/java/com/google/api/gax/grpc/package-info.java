// SPDX-License-Identifier: Apache-2.0
/** A class among gax's own, because its pool of channels can be made from nowhere else. */
@NullMarked
package com.google.api.gax.grpc;

import org.jspecify.annotations.NullMarked;
