// SPDX-License-Identifier: Apache-2.0
package dev.hawser.view.jmx;

/** What {@link PoolMBean} shows and lets do where the program allows {@link PoolMBean.Access#STEER}. */
public interface SteeredPoolMXBean extends PoolMXBean {

    /** Gives the endpoint no new work. @param endpoint {@code host:port} */
    void drain(String endpoint);

    /** Takes back {@link #drain}. @param endpoint {@code host:port} */
    void undrain(String endpoint);

    /** Weighs the endpoint differently than discovery does. @param endpoint {@code host:port} */
    void weigh(String endpoint, int weight);

    /** Takes back {@link #weigh}. @param endpoint {@code host:port} */
    void unweigh(String endpoint);
}
